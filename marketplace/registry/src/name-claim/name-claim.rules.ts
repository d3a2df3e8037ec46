import { addWorkingDays } from '@citygraph/kit';
import { WORKING_DAYS_TO_DECIDE } from '../data-grant/data-grant.rules.ts';
import { wrong } from '../wrong.ts';
import type { NameClaim } from './name-claim.entity.ts';

/** Claims of one publisher that are asked for or granted; who needs more takes a namespace. */
export const MOST_CLAIMS = 50;

/** Claims of one publisher in an hour: administrators are told of each. */
export const CLAIMED_AN_HOUR = 60;

export const CLAIMED_NAME =
  /^(?:[A-Z][A-Za-z0-9_]{0,79}|(?:[A-Z][A-Za-z0-9_]{0,79})\.(?:[a-z][A-Za-z0-9_]{0,79})|[a-z][a-z0-9]{2,15}:[A-Z][A-Za-z0-9_]{0,79})$/;

/** The leave to return an entity of the city's: its plugins of that namespace say a key of their own making, and the hub fetches whatever it opens. */
export interface ReturnLeave {
  readonly namespace: string;
  readonly type: string;
}

/** `iov:ChargingStation`; null: it is a claim to a name. */
export function returnLeaveOf(claimed: string): ReturnLeave | null {
  const [namespace = '', type] = claimed.split(':');
  return type === undefined ? null : { namespace, type };
}

/** Of what a publisher was granted: the types that its plugins of a namespace may return. */
export const returnableIn = (granted: readonly string[], namespace: string): string[] =>
  granted.flatMap((name) => {
    const leave = returnLeaveOf(name);
    return leave?.namespace === namespace ? leave.type : [];
  });

export function assertReturnable({ type }: ReturnLeave, city: CityNames): void {
  if (!city.has(type)) {
    throw wrong('NOT_FOUND', 'name', `the city has no type ${type}; look it up with the query catalog.`);
  }
}

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

/** A claim holds its name while it waits: administrators have as long as the owner of data for a request; null: there is nothing to decide. */
export const dueAtOf = ({ state, requestedAt }: Pick<NameClaim, 'state' | 'requestedAt'>): Date | null =>
  state === 'REQUESTED' ? addWorkingDays(requestedAt, WORKING_DAYS_TO_DECIDE) : null;
