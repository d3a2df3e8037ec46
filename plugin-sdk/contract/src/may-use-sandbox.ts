import type { Principal } from './principal.ts';

const ROLES: ReadonlySet<string> = new Set(['developer', 'vendor', 'administrator']);

/** Whether somebody's roles of the realm let them try out what nobody else sees yet. */
export const mayUseSandbox = ({ roles }: Pick<Principal, 'roles'>): boolean => roles.some((role) => ROLES.has(role));
