import { wrong } from '../wrong.ts';
import type { MemberRole, Verification } from './publisher.entity.ts';

export const HANDLE = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
export const NAMESPACE = /^[a-z][a-z0-9]{2,15}$/;

/** One person makes no more publishers than this, and one publisher takes no more names. */
export const MOST_PUBLISHERS = 5;
export const MOST_NAMESPACES = 5;
export const MOST_MEMBERS = 200;

/** What would be taken for the city, for a department, or for a word of the machinery. */
const RESERVED = new Set(
  (
    'admin administrator anonymous api apollo app apps auth canary changchun city citygraph console control core default department departments entity ' +
    'entities explorer federation gateway gov government graph graphql health education commerce energy finance agriculture registry hub ' +
    'identity introspection join kit ledger link marketplace mutation null official operator plugin plugins policy public publisher query ' +
    'resident root router sandbox schema sdk security service stable subgraph subscription supergraph support system tenant test type vendor www'
  ).split(' '),
);

/** The city's names, as the catalogue has them. */
export interface DepartmentNames {
  readonly types: readonly string[];
  readonly fields: readonly string[];
}

/** A handle, namespace or plugin that speaks for the city would be believed. */
export function assertNotReserved(argument: string, name: string): void {
  if (RESERVED.has(name) || name.split('-').some((part) => part === 'city' || part === 'official')) {
    throw wrong('BAD_USER_INPUT', argument, `${name} is reserved; choose a name of your own.`);
  }
}

/** Types under `iov` begin with `Iov`, fields with `iov_`: neither may begin as something of the city's does. */
export function assertNoDepartmentName(namespace: string, { types, fields }: DepartmentNames): void {
  const typePrefix = namespace.charAt(0).toUpperCase() + namespace.slice(1);
  const begins = (name: string, prefix: string): boolean =>
    name.startsWith(prefix) && !/^[a-z]/.test(name.slice(prefix.length));
  const taken = types.find((name) => begins(name, typePrefix)) ?? fields.find((name) => begins(name, namespace));
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
