import { CityGraphError } from '@citygraph/contract';

/** Rows whose moment lies from `from` on and before `to`. */
export function period<K extends string>(
  property: K,
  from: Date | null | undefined,
  to: Date | null | undefined,
): { [key in K]?: { $gte?: Date; $lt?: Date } } {
  if (from != null && to != null && from >= to) {
    throw new CityGraphError('BAD_USER_INPUT', 'to: the period must end after it begins.', {
      extensions: { argument: 'to' },
    });
  }
  if (from == null && to == null) return {};
  const range = { ...(from == null ? {} : { $gte: from }), ...(to == null ? {} : { $lt: to }) };
  return { [property]: range } as { [key in K]?: { $gte?: Date; $lt?: Date } };
}
