import { ANONYMOUS_VIEWER, CityGraphError } from '@citygraph/contract';
import type { Caller, SubgraphClient } from '../transport/subgraph-client.ts';
import { keepAnswers } from './kept-answers.ts';

/** Keys of everybody who lives at places, by the place's key; who lives nowhere in the register is missing. */
export type DwellersOf = (
  places: readonly string[],
  caller: Omit<Caller, 'viewer'>,
) => Promise<ReadonlyMap<string, readonly string[]>>;

/** What the city's keys of places begin with. */
const PLACE = 'plc_';
/** Places that government looks up at a time. */
const AT_ONCE = 500;
/** Who moves in finds what is seen from then on; ms. */
const LIFETIME = 60_000;

export const isPlace = (key: string): boolean => key.startsWith(PLACE);

/** Government's internal operation `dwellers`, asked about a place once a minute, whoever comes in the meantime; a failure is not remembered. */
export function askDwellers(subgraphs: () => SubgraphClient, now: () => number = () => performance.now()): DwellersOf {
  const answers = keepAnswers<readonly string[]>({ lifetimeMs: LIFETIME, failureMs: 0, now });
  return async (places, caller) => {
    const found = new Map<string, Promise<readonly string[]>>();
    const unknown = places.filter((place) => {
      const known = answers.find(place);
      if (known) found.set(place, known);
      return known === null;
    });
    for (let start = 0; start < unknown.length; start += AT_ONCE) {
      const asked = unknown.slice(start, start + AT_ONCE);
      // A client that goes away must not take the answer from those who wait for the same one.
      const sharedBy = { ...caller, gone: null, viewer: ANONYMOUS_VIEWER };
      const answer = subgraphs().operate('government', 'dwellers', { places: asked }, sharedBy);
      for (const place of asked) {
        const residents = answer.then((all) => residentsAt(all, place));
        found.set(place, answers.keep(place, residents));
      }
    }
    return new Map(await Promise.all([...found].map(async ([place, residents]) => [place, await residents] as const)));
  };
}

function residentsAt(answer: unknown, place: string): readonly string[] {
  if (typeof answer !== 'object' || answer === null) throw unreadable();
  const residents: unknown = Object.hasOwn(answer, place) ? (answer as Record<string, unknown>)[place] : [];
  if (!Array.isArray(residents) || !residents.every((key) => typeof key === 'string')) throw unreadable();
  return residents;
}

const unreadable = (): CityGraphError =>
  new CityGraphError('DEPARTMENT_UNAVAILABLE', 'The department government gave an answer that cannot be read.');
