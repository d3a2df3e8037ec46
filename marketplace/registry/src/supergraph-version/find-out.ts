import type { Composition, Finding } from '@citygraph/composition';
import type { GraphPart } from './graph-part.ts';

/** Parts that go together, and what they make. */
export interface Going {
  readonly supergraphSdl: string;
  readonly included: readonly GraphPart[];
}

/** Who does not go with what is there. */
export interface Culprit {
  readonly part: GraphPart;
  readonly errors: readonly Finding[];
  readonly included: readonly GraphPart[];
}

export interface Search {
  readonly attempt: (chosen: readonly GraphPart[]) => Promise<Composition>;
  /** No more is to be tried now. */
  readonly isSpent: () => boolean;
  /** What else the publisher of a culprit has is looked at another time. */
  readonly isSparing: boolean;
}

export interface Found {
  readonly going: Going;
  readonly culprits: readonly Culprit[];
  readonly untried: readonly GraphPart[];
  /** Among those that were not tried: one of these does not go, and which was not found out. */
  readonly suspects: readonly GraphPart[];
}

/**
 * Finds out who of some candidates does not go with what goes without them, in their order: between so many that go and so many that do not, a half is tried, until they are neighbours. Of n candidates, each
 * culprit takes log n + 1 compositions.
 */
export async function findOut(
  ground: Going,
  candidates: readonly GraphPart[],
  all: Pick<Composition, 'supergraphSdl' | 'errors'>,
  { attempt, isSpent, isSparing }: Search,
): Promise<Found> {
  const culprits: Culprit[] = [];
  const untried: GraphPart[] = [];
  let suspects: readonly GraphPart[] = [];
  let going = ground;
  let rest = candidates;
  let tried = all;
  while (rest.length > 0) {
    if (tried.supergraphSdl !== null) {
      going = { supergraphSdl: tried.supergraphSdl, included: [...going.included, ...rest] };
      break;
    }
    const first = await firstOf({ going, rest, errors: tried.errors }, { attempt, isSpent });
    going = first.going;
    if (first.culprit === null) {
      untried.push(...first.after);
      suspects = first.suspects;
      break;
    }
    const { part } = first.culprit;
    culprits.push(first.culprit);
    const isSuspect = ({ publisher }: GraphPart): boolean =>
      isSparing && publisher !== undefined && publisher === part.publisher;
    untried.push(...first.after.filter(isSuspect));
    rest = first.after.filter((one) => !isSuspect(one));
    if (rest.length > 0 && isSpent()) {
      untried.push(...rest);
      break;
    }
    if (rest.length > 0) tried = await attempt([...going.included, ...rest]);
  }
  return { going, culprits, untried, suspects };
}

/** The first that does not go, and those after it; null: it was not found any more, and is among them. */
async function firstOf(
  {
    going: before,
    rest,
    errors,
  }: { readonly going: Going; readonly rest: readonly GraphPart[]; readonly errors: readonly Finding[] },
  { attempt, isSpent }: Pick<Search, 'attempt' | 'isSpent'>,
): Promise<{
  readonly going: Going;
  readonly culprit: Culprit | null;
  readonly after: readonly GraphPart[];
  readonly suspects: readonly GraphPart[];
}> {
  let going = before;
  let why = errors;
  let [good, bad] = [0, rest.length];
  while (bad - good > 1) {
    if (isSpent()) return { going, culprit: null, after: rest.slice(good), suspects: rest.slice(good, bad) };
    const middle = good + Math.floor((bad - good) / 2);
    const included = [...before.included, ...rest.slice(0, middle)];
    const { supergraphSdl, errors: found } = await attempt(included);
    if (supergraphSdl === null) [bad, why] = [middle, found];
    else [good, going] = [middle, { supergraphSdl, included }];
  }
  const [part] = rest.slice(good, bad);
  const culprit = part ? { part, errors: why, included: going.included } : null;
  return { going, culprit, after: rest.slice(bad), suspects: [] };
}
