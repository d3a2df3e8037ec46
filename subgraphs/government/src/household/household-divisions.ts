import type { City } from '@citygraph/city';

/** The division each household of the city lives in, by household. */
export function householdDivisions({ households, places }: City): ReadonlyMap<string, string> {
  const divisionOf = new Map(places.map(({ id, division }) => [id, division]));
  return new Map(households.map(({ id, dwelling }) => [id, divisionOf.get(dwelling) ?? '']));
}
