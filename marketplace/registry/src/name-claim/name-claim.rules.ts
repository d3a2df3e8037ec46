import { wrong } from '../wrong.ts';

/** Claims of one publisher that are asked for or granted; who needs more takes a namespace. */
export const MOST_CLAIMS = 50;

export const CLAIMED_NAME = /^(?:[A-Z][A-Za-z0-9_]{0,79}|(?:[A-Z][A-Za-z0-9_]{0,79})\.(?:[a-z][A-Za-z0-9_]{0,79}))$/;

const ROOTS: readonly string[] = ['Query', 'Mutation', 'Subscription'];

/** What the city has, by type: its fields. */
export type CityNames = ReadonlyMap<string, ReadonlySet<string>>;

/** A claim is for what nobody has: a new type, or a new field on a type of the city's or on a root. */
export function assertClaimable(name: string, city: CityNames): void {
  const [type = '', field] = name.split('.');
  if (type.startsWith('_') || field?.includes('__') || type.includes('__')) {
    throw wrong('BAD_USER_INPUT', 'name', `${name} is of GraphQL's own names; claim another.`);
  }
  if (field === undefined) {
    if (ROOTS.includes(type)) throw wrong('BAD_USER_INPUT', 'name', `${name} is everybody's; claim a field of it.`);
    if (city.has(type)) throw wrong('CONFLICT', 'name', `${name} is a type of the city's.`);
    return;
  }
  if (ROOTS.includes(type)) return;
  const fields = city.get(type);
  if (!fields) throw wrong('NOT_FOUND', 'name', `the city has no type ${type}; look it up with the query catalog.`);
  if (fields.has(field)) throw wrong('CONFLICT', 'name', `${name} is a field of the city's.`);
}
