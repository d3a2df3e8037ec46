import { hash } from 'node:crypto';
import { transact } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { audit } from '../audit-entry/audit.ts';
import { holdGraphs, wantGraphs } from '../graph-set/want-graphs.ts';
import { HUB } from '../hub-viewer.ts';
import { FirstPartyRelease } from './first-party-release.entity.ts';

/** One of the city's own subgraphs, as its `schema.graphql` says it. */
export interface FirstPartySchema {
  readonly name: string;
  readonly sdl: string;
}

/**
 * Publishes what the deployment runs: whatever changed becomes the graph's first-party part, whatever it runs no more leaves it. Answers whether anything did. Call it at
 * every start.
 */
export async function importFirstParty(
  em: EntityManager,
  schemas: readonly FirstPartySchema[],
  now: Date,
): Promise<boolean> {
  if (schemas.length === 0) throw new Error('A deployment has one subgraph of its own at least.');
  const wanted = new Map(schemas.map(({ name, sdl }) => [name, { sdl, digest: hash('sha256', sdl, 'hex') }]));
  if (wanted.size < schemas.length) throw new Error('Two subgraphs of the deployment have one name.');
  if (isSame(await currentOf(em), wanted)) return false;
  await transact(em, async (inner) => {
    await holdGraphs(inner);
    const before = await currentOf(inner);
    if (isSame(before, wanted)) return;
    await wantGraphs(inner, HUB, { act: 'importFirstParty' }, now);
    await inner.nativeUpdate(FirstPartyRelease, { current: true }, { current: false });
    for (const [name, { sdl, digest }] of wanted) {
      const known = await inner.nativeUpdate(FirstPartyRelease, { name, digest }, { current: true });
      if (known === 0) await inner.insert(FirstPartyRelease, { name, digest, sdl, current: true, importedAt: now });
    }
    const after = Object.fromEntries([...wanted].map(([name, { digest }]) => [name, digest]));
    await audit(
      inner,
      HUB,
      { act: 'importFirstParty', target: 'graphs', before: Object.fromEntries(before), after },
      now,
    );
  });
  return true;
}

async function currentOf(em: EntityManager): Promise<Map<string, string>> {
  const rows = await em.find(
    FirstPartyRelease,
    { current: true },
    { fields: ['name', 'digest'], disableIdentityMap: true },
  );
  return new Map(rows.map(({ name, digest }) => [name, digest]));
}

const isSame = (current: ReadonlyMap<string, string>, wanted: ReadonlyMap<string, { digest: string }>): boolean =>
  current.size === wanted.size && [...wanted].every(([name, { digest }]) => current.get(name) === digest);
