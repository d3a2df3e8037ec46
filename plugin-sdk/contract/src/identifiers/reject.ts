import { CityGraphError } from '../error.ts';

/** Says what is wrong with an identifier and how a right one looks. Identity numbers are quoted only in part. */
export function reject(what: string, value: unknown, advice: string): never {
  const quoted =
    typeof value === 'string' ? JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value) : typeof value;
  throw new CityGraphError('BAD_USER_INPUT', `${quoted} is no ${what}: ${advice}`);
}
