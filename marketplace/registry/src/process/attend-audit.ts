import type { SigningKey } from '@citygraph/contract';
import type { SealMemory } from '@citygraph/gateway';
import type { EntityManager } from '@mikro-orm/sql';
import { archiveAudit } from '../audit-entry/archive-audit.ts';
import { AuditBroken } from '../audit-entry/audit-broken.ts';
import { forgetAudit } from '../audit-entry/forget-audit.ts';
import { noteAuditKeys } from '../audit-entry/note-audit-keys.ts';
import { type SealAuditOptions, sealAudit } from '../audit-entry/seal-audit.ts';
import { openIncident } from '../incident/open-incident.ts';
import { wordsOf } from '../words-of.ts';
import { keepAuditPublicKeys } from './audit-public-keys.ts';

export interface AuditKeeping {
  /** Those that seal ledgers now: two while one is being changed. */
  readonly keys: () => readonly SigningKey[];
  /** Of the archive; replicas may share it. */
  readonly folder: string;
  /** Days that acts stay in the database once they are archived; null: for ever. */
  readonly keepDays: number | null;
  readonly timestamp?: SealAuditOptions['timestamp'];
  /** Where this registry remembers what it has seen sealed; left out: whoever has the database can take the last seal away. */
  readonly memory?: SealMemory | undefined;
}

export interface AttendAuditOptions extends AuditKeeping {
  readonly em: () => EntityManager;
  readonly log?: (line: Readonly<Record<string, unknown>>) => void;
  readonly now?: () => Date;
  readonly lookMs?: number;
}

/** Seals the audit chain, writes what is sealed into the archive, and lets what is old leave the database; the answer stops it. A chain that is broken is an incident, and nothing is sealed behind the break. */
export function attendAudit({
  em,
  keys,
  folder,
  keepDays,
  timestamp,
  memory,
  log = () => {},
  now = () => new Date(),
  lookMs = 10_000,
}: AttendAuditOptions): () => Promise<void> {
  let isStopped = false;
  let said = '';
  const look = async (): Promise<void> => {
    try {
      const signing = keys();
      const known = await keepAuditPublicKeys(folder, signing);
      await noteAuditKeys(em(), signing, now());
      while (!isStopped && (await sealAudit(em(), { keys: signing, known, memory, now: now(), timestamp })) > 0);
      while (!isStopped) {
        const file = await archiveAudit(em(), { folder, keys: known, now: now() });
        if (file === null) break;
        log({ event: 'audit-archived', file });
      }
      if (keepDays !== null) {
        const count = await forgetAudit(em(), { folder, keepDays, now: now() });
        if (count > 0) log({ event: 'audit-left-database', acts: count });
      }
      said = '';
    } catch (error) {
      const reason = wordsOf(error);
      if (error instanceof AuditBroken) {
        const trouble = { kind: 'AUDIT_BROKEN' as const, subject: 'audit', detail: reason };
        await openIncident(em(), trouble, now()).catch(() => {});
      }
      // Once is enough: it goes on failing until it does not.
      if (reason !== said) log({ level: 'error', event: 'audit-not-kept', reason });
      said = reason;
    }
  };
  let looking: Promise<void> | null = null;
  const start = (): void => {
    looking ??= look().finally(() => {
      looking = null;
    });
  };
  start();
  const timer = setInterval(start, lookMs);
  timer.unref();
  return async () => {
    isStopped = true;
    clearInterval(timer);
    await looking;
  };
}
