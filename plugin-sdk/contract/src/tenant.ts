import type { Principal } from './principal.ts';

/** Digits of a town's code (GB/T 2260, GB/T 10114); the digits after them name a village. */
const TOWN_DIGITS = 9;

/**
 * The part of the city that somebody acts for, as strangers may learn it: the digits that the codes of its divisions begin with (`2201` the city, `220102` a district,
 * `220122103` a town), never finer than a town. null: they act for no part of it, as residents do.
 */
export function tenantOf({ divisionPrefix }: Pick<Principal, 'divisionPrefix'>): string | null {
  if (divisionPrefix === null || !/^[0-9]{2,12}$/.test(divisionPrefix)) return null;
  return divisionPrefix.slice(0, TOWN_DIGITS);
}
