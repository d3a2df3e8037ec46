import { compose } from '@citygraph/composition';
import type { GraphSet, SignedDocument, SigningKey } from '@citygraph/contract';
import type { Database } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { refreshCatalog } from '../catalog-entry/refresh-catalog.ts';
import type { FirstPartySchema } from '../first-party-release/import-first-party.ts';
import { publishFirstParty } from '../first-party-release/publish-first-party.ts';
import { followGraphs } from '../graph-set/follow-graphs.ts';
import type { Canary, GoldenQuery } from '../supergraph-version/canary.ts';
import type { Compose } from '../supergraph-version/compose-graph.ts';
import { forgetCanaryFindings } from '../supergraph-version/forget-canary-findings.ts';
import { readArtefact } from '../supergraph-version/read-artefact.ts';
import { catalogueFollower } from './catalogue-follower.ts';

type Log = (line: Readonly<Record<string, unknown>>) => void;

/** What a deployment can add to composing: a gateway to boot graphs with, and questions whose answers it knows. */
export interface GraphPorts {
  readonly canary?: Canary | null;
  readonly goldenQueries?: readonly GoldenQuery[];
  /** Default: both composers, in a worker. */
  readonly compose?: Compose;
  /** For the sandbox alone; default: a pair of composers that stay loaded. */
  readonly composeSandbox?: Compose;
}

export interface AttendGraphsOptions extends GraphPorts {
  readonly orm: Database;
  readonly keys: () => readonly SigningKey[];
  readonly schemas: readonly FirstPartySchema[];
  readonly take: (set: SignedDocument<GraphSet>) => unknown;
  readonly log?: Log;
}

/**
 * All that a registry does about graphs while it runs: what the deployment brings is published as first-party, decisions become graph sets, the catalogue follows the stable
 * graph. The answer stops it.
 */
export async function attendGraphs(options: AttendGraphsOptions): Promise<() => Promise<void>> {
  const { orm, schemas, take, canary, log = () => {} } = options;
  const em = (): EntityManager => orm.em.fork() as EntityManager;
  const refused = await publishFirstParty(em(), schemas, options.compose ?? compose, new Date());
  if (refused !== null) log({ level: 'error', event: 'first-party-refused', reason: refused });
  await forgetCanaryFindings(em());
  const catalogue = catalogueFollower({
    async refresh(digest) {
      const artefact = await readArtefact(em(), digest);
      if (artefact) await refreshCatalog(em(), artefact.payload.supergraphSdl, new Date());
    },
    log,
  });
  const unfollow = await followGraphs({
    ...options,
    ...(canary && { canary: said(canary, log) }),
    em,
    take(set) {
      take(set);
      catalogue.follow(set.payload.stable);
    },
  });
  await catalogue.settled();
  return async () => {
    await unfollow();
    await catalogue.close();
  };
}

/** An operator who waits for a graph reads why there is none. */
const said =
  (canary: Canary, log: Log): Canary =>
  async (artefact, queries) => {
    const findings = await canary(artefact, queries);
    if (findings.length > 0) log({ level: 'error', event: 'canary-failed', findings: findings.slice(0, 5) });
    return findings;
  };
