import type { UsedCoordinate } from '../admission.ts';
import { readGraph } from '../graph/read-graph.ts';
import { inEnglish } from '../words/words.ts';
import { breakingChanges } from './breaking-changes.ts';

/** Something that clients asked for and would have no more, or otherwise. */
export interface BrokenUse {
  /** `Type`, `Type.field`, `Type.field(argument:)`; null: nothing in particular. */
  readonly coordinate: string | null;
  /** With how often it was asked for. */
  readonly message: string;
}

/** What clients lose of what they asked for when one supergraph takes the place of another, whoever's it is: the rule `BREAKING`. */
export async function breakingBetween(
  before: string,
  after: string,
  usage: readonly UsedCoordinate[],
): Promise<BrokenUse[]> {
  const drafts = await breakingChanges(readGraph(before), readGraph(after), usage, false);
  return drafts.map(({ coordinate, wording }) => ({ coordinate, message: inEnglish(wording).message }));
}
