import { CityGraphError } from '@citygraph/contract';
import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { readSet } from '../graph-set/read-set.ts';
import { readWanted } from '../graph-set/read-wanted.ts';
import { Composition } from '../supergraph-version/composition.entity.ts';
import { compositionKey } from '../supergraph-version/graph-part.ts';
import type { Rollout } from './rollout.entity.ts';

/**
 * What everybody gets is the very graph that some have: the one that comes of today's releases, that a canary booted, and that the head names for this rollout. Else a graph
 * that nobody has seen would be everybody's, or would keep what others publish from being so.
 * @throws CONFLICT that says what to wait for
 */
export async function assertTried(em: EntityManager, { id }: Pick<Rollout, 'id'>): Promise<void> {
  const wanted = await readWanted(em);
  const head = wanted.head.version === 0 ? null : await readSet(em, wanted.head.version);
  const served = head?.payload.rollouts.find((each) => each.id === id)?.artefact;
  const parts = wanted.rollouts.find(({ rollout }) => rollout.id === id)?.parts ?? [];
  const [composed] = await findRows(em, Composition, { key: compositionKey(parts) });
  if (served !== undefined && composed?.digest === served) return;
  const what =
    served === undefined
      ? 'its graph has not passed the canary yet, and no client has it'
      : 'the stable graph changed under it, and its own has not passed the canary again yet';
  throw new CityGraphError(
    'CONFLICT',
    `Rollout ${id} may not be promoted: ${what}. Wait until graphDecision says SERVING, then promote it again.`,
  );
}
