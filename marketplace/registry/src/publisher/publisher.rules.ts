import { type CityNames, cityNameUnder, isReservedName } from '@citygraph/contract';
import { wrong } from '../wrong.ts';
import type { MemberRole, Verification } from './publisher.entity.ts';

/** One person owns no more publishers than this, and registers no more within a year, those that closed among them: names stay taken. */
export const MOST_PUBLISHERS = 5;
export const REGISTERED_DAYS = 365;
/** One publisher takes no more names. */
export const MOST_NAMESPACES = 5;
export const MOST_MEMBERS = 200;

/** A handle, namespace or plugin that speaks for the city would be believed. */
export function assertNotReserved(argument: string, name: string): void {
  if (isReservedName(name)) {
    throw wrong('BAD_USER_INPUT', argument, `${name} is reserved; choose a name of your own.`);
  }
}

/** Types under `iov` begin with `Iov`, fields with `iov_`: neither may begin as something of the city's does. */
export function assertNoDepartmentName(namespace: string, names: CityNames): void {
  const taken = cityNameUnder(namespace, names);
  if (taken !== undefined) {
    throw wrong('CONFLICT', 'namespace', `${namespace} would mix with the city's own ${taken}; choose another.`);
  }
}

const RANKS: readonly Verification[] = ['UNVERIFIED', 'DOMAIN_PROVED', 'LICENCE_CHECKED'];

export const isAtLeast = (level: Verification, needed: Verification): boolean =>
  RANKS.indexOf(level) >= RANKS.indexOf(needed);

/** The higher of the two: what was proved once is not lost by proving something else. */
export const raised = (level: Verification, reached: Verification): Verification =>
  isAtLeast(level, reached) ? level : reached;

/** A publisher always has somebody who decides for it. */
export function assertOwnerRemains(
  members: readonly { readonly subject: string; readonly role: MemberRole }[],
  subject: string,
  becomes: MemberRole | null,
): void {
  const rest = members.filter((member) => member.role === 'OWNER' && member.subject !== subject);
  if (becomes !== 'OWNER' && rest.length === 0) {
    throw wrong('CONFLICT', 'subject', `${subject} is the last owner; make somebody else an owner first.`);
  }
}

/** Roles that may publish, submit, claim names and ask for data. */
export const PUBLISHING: readonly MemberRole[] = ['OWNER', 'DEVELOPER'];
export const OWNING: readonly MemberRole[] = ['OWNER'];
export const READING: readonly MemberRole[] = ['OWNER', 'DEVELOPER', 'VIEWER'];
