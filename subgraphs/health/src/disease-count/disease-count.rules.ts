import { CityGraphError } from '@citygraph/contract';

/** Fewer cases than this could point at a person, and are not told. */
export const SUPPRESSED_BELOW = 5;

/** A count as it may be told: null when it is small. */
export const suppressed = (cases: number): number | null => (cases < SUPPRESSED_BELOW ? null : cases);

/** An ISO 8601 week: `2026-W40`. */
export function parseWeek(text: string): string {
  if (!/^20\d{2}-W(0[1-9]|[1-4]\d|5[0-3])$/.test(text)) {
    throw new CityGraphError(
      'BAD_USER_INPUT',
      `week: "${text.slice(0, 20)}" is no ISO 8601 week; write it as 2026-W40.`,
      {
        extensions: { argument: 'week' },
      },
    );
  }
  return text;
}
