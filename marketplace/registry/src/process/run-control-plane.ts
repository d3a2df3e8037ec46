import type { SignedDocument, SigningKey } from '@citygraph/contract';
import type { Database } from '@citygraph/kit';
import { type ControlOptions, serveControl } from '../control/serve-control.ts';
import type { FirstPartySchema } from '../first-party-release/import-first-party.ts';
import { takeReport } from '../gateway-process/take-report.ts';
import { createConsentShards } from '../policy/consent-shards.ts';
import { followDecisions } from '../policy/follow-decisions.ts';
import { keepAttempts } from '../refused-attempt/keep-attempts.ts';
import { type RefusedAttempts, refusedAttempts } from '../refused-attempt/refused-attempts.ts';
import { writeAttempts } from '../refused-attempt/write-attempts.ts';
import { readArtefact } from '../supergraph-version/read-artefact.ts';
import { type AuditKeeping, attendAudit } from './attend-audit.ts';
import { attendGraphs, type GraphPorts } from './attend-graphs.ts';

type Publish = (document: SignedDocument<unknown>) => void;

export interface ControlPlaneOptions extends GraphPorts {
  readonly orm: Database;
  /** Those that sign the policy now: two while one is being changed. */
  readonly policyKeys: () => readonly SigningKey[];
  /** Those that sign graphs now: two while one is being changed. */
  readonly graphKeys: () => readonly SigningKey[];
  /** Brings the keyset to gateways, now and when there is a newer one; the answer stops it. */
  readonly followKeyset: (take: Publish) => Promise<() => unknown>;
  readonly subjectSecret: Uint8Array;
  /** Where gateways follow. */
  readonly control: Pick<ControlOptions, 'host' | 'port' | 'gateways' | 'tls'>;
  /** How the audit chain is sealed and archived; left out: it is not. */
  readonly audit?: AuditKeeping | undefined;
  /** What the deployment runs of the city's own. */
  readonly firstParty: readonly FirstPartySchema[];
  readonly log?: (line: Readonly<Record<string, unknown>>) => void;
}

export interface ControlPlane {
  /** Of the control channel, without path. */
  readonly url: string;
  close(): Promise<void>;
}

/** What the registry does beside answering: makes graphs of what was decided, signs them and the policy, brings them to gateways, and takes what those report. */
export async function runControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const { orm, policyKeys, graphKeys, subjectSecret, firstParty, log = () => {} } = options;
  const closers: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const each of closers.splice(0)) await each();
  };
  const shards = createConsentShards(subjectSecret);
  try {
    const attempts = refusedAttempts();
    const control = await serveControl({
      ...options.control,
      stranger: () => attempts.note(STRANGER, new Date()),
      artefact: (digest) => readArtefact(orm.em.fork(), digest, graphKeys()),
      consents: shards.find,
      report: (gateway, report) => takeReport(orm.em.fork(), gateway, report, new Date()),
      log,
    });
    closers.unshift(() => keepAttempts(orm.em.fork(), attempts));
    closers.unshift(keepNowAndThen(attempts, orm, log));
    closers.unshift(() => control.close());
    const take: Publish = control.publish;
    closers.unshift(await options.followKeyset(take));
    closers.unshift(await followDecisions({ orm, key: policyKeys, shards, take, log }));
    if (options.audit) closers.unshift(attendAudit({ ...options.audit, em: () => orm.em.fork(), log }));
    const { canary, goldenQueries, compose, composeSandbox } = options;
    const ports: GraphPorts = {
      ...(canary && { canary }),
      ...(goldenQueries && { goldenQueries }),
      ...(compose && { compose }),
      ...(composeSandbox && { composeSandbox }),
    };
    closers.unshift(await attendGraphs({ ...ports, orm, schemas: firstParty, keys: graphKeys, take, log }));
    log({ event: 'control-listens', url: control.url });
    return { url: control.url, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const STRANGER = {
  principal: { subject: null, agency: null },
  act: 'followControl',
  target: 'control',
  code: 'UNAUTHENTICATED',
};
const KEEP_MS = 1_000;
const WRITE_MS = 15_000;

/** Counts who came without a secret where every process sees it, and puts them into the audit once a minute; the answer stops it. */
function keepNowAndThen(attempts: RefusedAttempts, orm: Database, log: ControlPlaneOptions['log']): () => void {
  const said = (error: unknown): void => log?.({ level: 'error', event: 'attempts-not-written', error: String(error) });
  const timers = [
    setInterval(() => void keepAttempts(orm.em.fork(), attempts).catch(said), KEEP_MS),
    setInterval(() => void writeAttempts(orm.em.fork(), new Date()).catch(said), WRITE_MS),
  ];
  for (const timer of timers) timer.unref();
  return () => timers.forEach(clearInterval);
}
