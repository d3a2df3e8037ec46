import { CityGraphError } from '@citygraph/contract';
import { cityDay } from '@citygraph/kit';

/** The academic year that runs on a day: it begins on 1 September and is named by that year. */
export function academicYearOf(moment: Date): number {
  const day = cityDay(moment);
  return Number(day.slice(0, 4)) - (day.slice(5) < '09-01' ? 1 : 0);
}

/** `2026`: the year an academic year begins in. */
export function parseAcademicYear(text: string): string {
  if (!/^20\d{2}$/.test(text)) {
    throw new CityGraphError(
      'BAD_USER_INPUT',
      `academicYear: "${text.slice(0, 20)}" is no academic year; give the year it begins in, e.g. 2026.`,
      {
        extensions: { argument: 'academicYear' },
      },
    );
  }
  return text;
}
