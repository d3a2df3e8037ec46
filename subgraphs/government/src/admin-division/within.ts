import type { Viewer } from '@citygraph/contract';
import { divisionPrefix } from '@citygraph/kit';

/** A condition on a column of division codes: what lies in the part of the city the viewer's competence is limited to. */
export const withinTenancy = <K extends string>(
  { principal }: Viewer,
  column: K,
): Partial<Record<K, { $like: string }>> =>
  principal.divisionPrefix === null ? {} : like(column, principal.divisionPrefix);

/** A condition on a column of division codes: what lies in a division or below. Null: anywhere. */
export const withinDivision = <K extends string>(
  code: string | null | undefined,
  column: K,
): Partial<Record<K, { $like: string }>> => (code == null ? {} : like(column, divisionPrefix(code)));

/** A prefix that is no code holds nothing: above all no wildcard. */
const like = <K extends string>(column: K, prefix: string): Partial<Record<K, { $like: string }>> =>
  ({ [column]: { $like: /^\d+$/.test(prefix) ? `${prefix}%` : 'nowhere' } }) as Partial<Record<K, { $like: string }>>;
