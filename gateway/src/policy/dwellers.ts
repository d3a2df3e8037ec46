import { ANONYMOUS_VIEWER, CityGraphError } from '@citygraph/contract';
import { BoundedCache } from '../operation/bounded-cache.ts';
import type { Caller, SubgraphClient } from '../transport/subgraph-client.ts';

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

/** Government's internal operation `dwellers`, asked about a place once a minute. */
export function askDwellers(subgraphs: () => SubgraphClient, now: () => number = Date.now): DwellersOf {
  const known = new BoundedCache<string, { readonly until: number; readonly residents: readonly string[] }>(10_000);
  return async (places, caller) => {
    const found = new Map<string, readonly string[]>();
    const unknown = places.filter((place) => {
      const entry = known.get(place);
      if (!entry || entry.until <= now()) return true;
      found.set(place, entry.residents);
      return false;
    });
    for (let start = 0; start < unknown.length; start += AT_ONCE) {
      const asked = unknown.slice(start, start + AT_ONCE);
      const answer = await subgraphs().operate(
        'government',
        'dwellers',
        { places: asked },
        { ...caller, viewer: ANONYMOUS_VIEWER },
      );
      for (const place of asked) {
        const residents = residentsAt(answer, place);
        known.set(place, { until: now() + LIFETIME, residents });
        found.set(place, residents);
      }
    }
    return found;
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
