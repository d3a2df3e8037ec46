import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { GraphChange } from './graph-change.entity.ts';

export interface DecidedAbout {
  readonly plugin: string;
  /** Digest of the release; null: of none. */
  readonly releaseDigest: string | null;
  /** Names of mutations. */
  readonly acts: readonly string[];
}

/** What was decided last about a plugin's release; null: nothing was, or it is so long ago that no graph set of then is kept. */
export async function lastChange(
  em: EntityManager,
  { plugin, releaseDigest, acts }: DecidedAbout,
): Promise<GraphChange | null> {
  const of = { plugin, releaseDigest, act: { $in: [...acts] } };
  const [last] = await findRows(em, GraphChange, of, { orderBy: { number: 'desc' }, limit: 1 });
  return last ?? null;
}

/** Its number. */
export const lastDecision = async (em: EntityManager, about: DecidedAbout): Promise<number | null> =>
  (await lastChange(em, about))?.number ?? null;
