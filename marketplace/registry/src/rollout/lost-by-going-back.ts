import type { EntityManager } from '@mikro-orm/sql';
import type { TakenCoordinate } from '../breaking-change/breaking-change.entity.ts';
import { usageOf } from '../operation-usage/usage-of.ts';
import type { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import { schemaDiff } from '../review/schema-diff.ts';
import { takenCoordinates } from '../review/usage-impact.ts';

type Document = Pick<PluginRelease, 'composedSdl'>;

/** What clients asked for in 30 days of a release and have no more, or otherwise, in the one that takes its place. */
export async function lostByGoingBack(
  em: EntityManager,
  { composedSdl: is }: Document,
  { composedSdl: becomes }: Document,
  now: Date,
): Promise<TakenCoordinate[]> {
  const taken = takenCoordinates(schemaDiff(is, becomes), is, becomes);
  const uses = await usageOf(
    em,
    taken.map(({ coordinate }) => coordinate),
    now,
  );
  const asked = new Set(uses.map(({ coordinate }) => coordinate));
  return taken.filter(({ coordinate }) => asked.has(coordinate));
}
