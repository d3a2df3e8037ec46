import { CityGraphError } from '@citygraph/contract';

/** Fewer than this could be told apart by their neighbours. */
export const SUPPRESSED_BELOW = 5;

/** A figure that counts one to four people, firms or things is not shown; none at all tells on nobody. */
export const isSuppressed = ({ counted }: { counted: number | null }): boolean =>
  counted !== null && counted > 0 && counted < SUPPRESSED_BELOW;

/** A year is published once it has begun; the first census of the city was in 1953. */
export function assertYear(year: number, today: string): void {
  const latest = Number(today.slice(0, 4));
  if (year >= 1953 && year <= latest) return;
  throw new CityGraphError('BAD_USER_INPUT', `year: ${year} is out of range; give 1953 to ${latest}.`, {
    extensions: { argument: 'year' },
  });
}
