import type { SigningKey } from '@citygraph/contract';
import type { Database } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { refreshCatalog } from '../catalog-entry/refresh-catalog.ts';
import { type ControlOptions, serveControl } from '../control/serve-control.ts';
import { type FirstPartySchema, importFirstParty } from '../first-party-release/import-first-party.ts';
import { takeReport } from '../gateway-process/take-report.ts';
import { followGraphs } from '../graph-set/follow-graphs.ts';
import type { KeyFolder } from '../keys/key-folder.ts';
import { followDecisions } from '../policy/follow-decisions.ts';
import type { Canary, GoldenQuery } from '../supergraph-version/canary.ts';
import type { Compose } from '../supergraph-version/compose-graph.ts';
import { readArtefact } from '../supergraph-version/read-artefact.ts';
import { SupergraphVersion } from '../supergraph-version/supergraph-version.entity.ts';

export interface ControlPlaneOptions {
  readonly orm: Database;
  readonly keys: KeyFolder;
  readonly subjectSecret: Uint8Array;
  /** Where gateways follow. */
  readonly control: Pick<ControlOptions, 'host' | 'port' | 'gateways'>;
  /** What the deployment runs of the city's own. */
  readonly firstParty: readonly FirstPartySchema[];
  /** Default: graphs serve without one. */
  readonly canary?: Canary;
  readonly goldenQueries?: readonly GoldenQuery[];
  /** Default: both composers, in a worker. */
  readonly compose?: Compose;
  readonly log?: (line: Readonly<Record<string, unknown>>) => void;
}

export interface ControlPlane {
  /** Of the control channel, without path. */
  readonly url: string;
  close(): Promise<void>;
}

const RENEW_MS = 60_000;

/** What the registry does beside answering: makes graphs of what was decided, signs them and the policy, brings them to gateways, and takes what those report. */
export async function runControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const { orm, keys, subjectSecret, firstParty, log = () => {} } = options;
  const em = (): EntityManager => orm.em.fork() as EntityManager;
  const now = (): Date => new Date();
  const closers: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const each of closers.splice(0)) await each();
  };
  try {
    await importFirstParty(em(), firstParty, now());
    // What a canary found may have lain in what it asked, not in the graph: a start is another try.
    await em().nativeUpdate(SupergraphVersion, { offeredAt: null, canariedAt: null }, { canaryFindings: [] });
    const control = await serveControl({
      ...options.control,
      artefact: (digest) => readArtefact(em(), digest),
      report: (gateway, report) => takeReport(em(), gateway, report, now()),
      log,
    });
    closers.unshift(() => control.close());
    control.publish(keys.keyset());
    closers.unshift(await followDecisions({ orm, key: policyKey(keys), subjectSecret, take: control.publish, log }));
    const catalogue = catalogueOf(em, log);
    const unfollow = await followGraphs({
      em,
      keys: () => keys.signing('graphs'),
      ...(options.compose && { compose: options.compose }),
      canary: options.canary ? said(options.canary, log) : null,
      goldenQueries: options.goldenQueries ?? [],
      take(set) {
        control.publish(set);
        catalogue.follow(set.payload.stable);
      },
      log,
    });
    closers.unshift(() => catalogue.settled(), unfollow);
    const renewing = setInterval(() => {
      keys.renew().then(
        (why) => {
          if (why === null) return;
          control.publish(keys.keyset());
          log({ event: 'keyset-issued', why });
        },
        (error: unknown) => log({ level: 'error', event: 'keyset-not-issued', error: String(error) }),
      );
    }, RENEW_MS);
    renewing.unref();
    closers.unshift(() => clearInterval(renewing));
    log({ event: 'control-listens', url: control.url });
    return { url: control.url, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** An operator who waits for a graph reads why there is none. */
const said =
  (canary: Canary, log: (line: Readonly<Record<string, unknown>>) => void): Canary =>
  async (artefact, queries) => {
    const findings = await canary(artefact, queries);
    if (findings.length > 0) log({ level: 'error', event: 'canary-failed', findings: findings.slice(0, 5) });
    return findings;
  };

function policyKey(keys: KeyFolder): SigningKey {
  const key = keys.signing('policy').at(-1);
  if (!key) throw new Error('There is no key that signs policies.');
  return key;
}

/** Keeps the catalogue in line with the graph that everybody is served, one graph after another. */
function catalogueOf(em: () => EntityManager, log: (line: Readonly<Record<string, unknown>>) => void) {
  let known = '';
  let last: Promise<void> = Promise.resolve();
  const refresh = async (digest: string): Promise<void> => {
    const artefact = await readArtefact(em(), digest);
    if (artefact) await refreshCatalog(em(), artefact.payload.supergraphSdl, new Date());
  };
  return {
    follow(digest: string): void {
      if (digest === known) return;
      known = digest;
      last = last
        .then(() => refresh(digest))
        .catch((error: unknown) => log({ level: 'error', event: 'catalogue-not-refreshed', error: String(error) }));
    },
    settled: (): Promise<void> => last,
  };
}
