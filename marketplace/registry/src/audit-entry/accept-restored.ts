import type { SigningKey, Viewer } from '@citygraph/contract';
import type { SealMemory, SeenSeal } from '@citygraph/gateway';
import { transact } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { audit } from './audit.ts';
import { AuditBroken } from './audit-broken.ts';
import { hasSeal, lastSeal } from './follow-seals.ts';
import { verifyAudit } from './verify-audit.ts';

export interface Restored {
  /** What had been seen sealed; null: nothing had. */
  readonly seen: SeenSeal | null;
  /** What the memory goes on from; null: nothing is sealed in the database. Of `isLost: false`, what it knew. */
  readonly now: SeenSeal | null;
  /** The database was without what had been seen. */
  readonly isLost: boolean;
}

/**
 * Takes a database that is behind what this registry has seen for the right one, by the word of whoever restored it: an act of the chain that goes on, and a line beside what is remembered.
 * What is in it must be whole. One that has what was seen stays as it is.
 * @throws AuditBroken when it is not whole
 */
export async function acceptRestored(
  em: EntityManager,
  memory: SealMemory,
  viewer: Viewer,
  { keys, reason }: { readonly keys: readonly SigningKey['publicJwk'][] | null; readonly reason: string },
  at: Date,
): Promise<Restored> {
  const seen = await memory.last();
  const { intact, brokenAt } = await verifyAudit(em, keys);
  if (!intact) throw new AuditBroken(brokenAt ?? 1, 'what was restored is not whole either. Restore another backup.');
  if (seen === null || (await hasSeal(em, seen))) return { seen, now: seen, isLost: false };
  const now = await lastSeal(em, keys);
  const act = { act: 'acceptRestoredAudit', target: `audit/${seen.from}-${seen.to}`, reason, before: seen, after: now };
  await transact(em, (inner) => audit(inner, viewer, act, at));
  const by = viewer.principal.subject ?? '';
  await memory.restore(now, { at: at.toISOString(), by, reason, lost: seen });
  return { seen, now, isLost: true };
}
