import type { SubgraphError } from '../engine.ts';
import type { Data } from './data.ts';
import { MOST_LED, type Run } from './run.ts';
import type { Subfetch } from './subfetch.ts';
import { type Occurrence, type Place, placesAt } from './walk-path.ts';

export type Failure = Pick<SubgraphError, 'message' | 'code'>;

/** Tells where in the answer what one fetch was to bring is missing. The answer is walked for it once, and only if there is something to tell: a reply may be wrong at each of its entities. */
export interface Telling {
  /** Everything that the fetch was to bring to some objects failed: said at each field, once for all places. */
  all(targets: readonly Data[], error: Failure): void;
  /** Something that it was to bring failed, by its path below the objects; none is all of it. */
  below(targets: readonly Data[], path: Place, error: Failure): void;
}

export function telling(run: Run, fetch: Subfetch): Telling {
  let places: ReadonlyMap<Data, Occurrence> | null = null;
  const known = new Map<readonly Data[], { place: Place; count: number }>();
  /** The first place of several objects, and the number of all of them. */
  const placed = (targets: readonly Data[]): { place: Place; count: number } => {
    const before = known.get(targets);
    if (before) return before;
    places ??= placesAt(run.data, fetch.path);
    let place: Place | null = null;
    let count = 0;
    for (const target of targets) {
      const occurrence = places.get(target);
      place ??= occurrence?.place ?? null;
      count += occurrence?.count ?? 0;
    }
    const found = { place: place ?? [], count: Math.max(1, count) };
    known.set(targets, found);
    return found;
  };
  const all: Telling['all'] = (targets, error) => {
    const { place, count } = placed(targets);
    for (const key of fetch.brings) run.errors.push({ ...told(error), path: [...place, key], count });
  };
  return {
    all,
    below(targets, path, error) {
      const rest = renamedPath(fetch, path);
      if (rest.length === 0) {
        all(targets, error);
        return;
      }
      const { place, count } = placed(targets);
      run.errors.push({ ...told(error), path: [...place, ...rest], count });
    },
  };
}

export const told = ({ message, code }: Failure): Failure => ({ message, code });

/** A path within a reply as the answer has it; of a vendor's, as far as it was asked for. */
export function renamedPath({ renamed, projection }: Subfetch, path: Place): Place {
  const known = projection ? projection.knownPath(path) : path;
  return renamed ? known.map((key) => (typeof key === 'string' ? (renamed.get(key) ?? key) : key)) : known;
}

export const PERSON_NAMED: Failure = {
  message:
    'A plugin is not told who somebody is: leave ids of people and households out of its arguments, and nest nothing in them deeper than 64.',
  code: 'BAD_USER_INPUT',
};
/** The same for a stranger and for somebody who does not exist: nobody finds people by trying ids. */
export const UNNAMEABLE: Failure = {
  message:
    'Somebody whom the arguments name may not be named by you, or does not exist. To a plugin you may name yourself and whom you stand for.',
  code: 'FORBIDDEN',
};
export const LED_TO: Failure = {
  message:
    'A plugin led to somebody of whom another plugin tells you nothing. It tells you of yourself and of whom you stand for.',
  code: 'FORBIDDEN',
};
export const LED_TOO_FAR: Failure = {
  message: `A plugin led to more than ${MOST_LED} things that others are asked about: ask for fewer at once.`,
  code: 'QUERY_TOO_EXPENSIVE',
};
export const UNCONSENTED: Failure = {
  message:
    'It is worked out from data that is used with the consent of whom it is about, and it was not given or was taken back.',
  code: 'CONSENT_REQUIRED',
};
export const WRONG_NUMBER: Failure = {
  message: 'A subgraph answered with another number of entities than it was asked for.',
  code: 'INTERNAL_ERROR',
};
export const unreadable = ({ projection, subgraph }: Subfetch): Failure =>
  projection
    ? { message: `The plugin ${subgraph} gave something else than it was asked for.`, code: 'PLUGIN_INVALID_REPLY' }
    : { message: 'A subgraph gave an answer that cannot be read.', code: 'INTERNAL_ERROR' };
