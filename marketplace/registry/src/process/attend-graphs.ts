import type { GraphSet, SignedDocument, SigningKey } from '@citygraph/contract';
import type { Database } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { refreshCatalog } from '../catalog-entry/refresh-catalog.ts';
import { type FirstPartySchema, importFirstParty } from '../first-party-release/import-first-party.ts';
import { followGraphs } from '../graph-set/follow-graphs.ts';
import type { Canary, GoldenQuery } from '../supergraph-version/canary.ts';
import { readArtefact } from '../supergraph-version/read-artefact.ts';

/** What a deployment can add to composing: a gateway to boot graphs with, and questions whose answers it knows. */
export interface GraphPorts {
  readonly canary?: Canary | null;
  readonly goldenQueries?: readonly GoldenQuery[];
}

export interface AttendGraphsOptions extends GraphPorts {
  readonly orm: Database;
  readonly keys: () => readonly SigningKey[];
  readonly schemas: readonly FirstPartySchema[];
  readonly take: (set: SignedDocument<GraphSet>) => unknown;
  readonly log?: (line: Readonly<Record<string, unknown>>) => void;
}

/**
 * All that a registry does about graphs while it runs: what the deployment brings is published as first-party, decisions become graph sets, the catalogue follows the stable
 * graph. The answer stops it.
 */
export async function attendGraphs(options: AttendGraphsOptions): Promise<() => Promise<void>> {
  const { orm, schemas, take, log = () => {} } = options;
  const em = (): EntityManager => orm.em.fork() as EntityManager;
  await importFirstParty(em(), schemas, new Date());
  let catalogued = '';
  return followGraphs({
    ...options,
    em,
    take(set) {
      take(set);
      const { stable } = set.payload;
      if (stable === catalogued) return;
      catalogued = stable;
      catalogue(em, stable).catch((error: unknown) =>
        log({ level: 'error', event: 'catalogue-not-refreshed', error: String(error) }),
      );
    },
  });
}

async function catalogue(em: () => EntityManager, digest: string): Promise<void> {
  const artefact = await readArtefact(em(), digest);
  if (artefact) await refreshCatalog(em(), artefact.payload.supergraphSdl, new Date());
}
