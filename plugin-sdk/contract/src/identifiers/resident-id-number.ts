import { isCalendarDay } from './calendar-date.ts';
import { residentIdCheckDigit } from './check-digits.ts';
import { reject } from './reject.ts';

/** What a resident identity number says by itself (GB 11643-1999). */
export interface ResidentIdNumberParts {
  /** County-level division at the time of issue; it may have been abolished since. */
  readonly division: string;
  /** `YYYY-MM-DD`. */
  readonly birthDate: string;
  readonly sex: 'F' | 'M';
}

/**
 * Who else is numbered by the rule of GB 11643: residents from Hong Kong (81), Macao (82) and Taiwan (83) with a residence
 * permit, and foreigners with permanent residence (9, cards issued since December 2023; division and nationality follow).
 */
export type ResidentIdSeries = 'mainland' | 'hong-kong-macao-taiwan' | 'permanent-resident';

/** What is taken for a resident identity number where nobody says otherwise: residents' own, and permits of Hong Kong, Macao and Taiwan residents. */
export const DEFAULT_RESIDENT_ID_SERIES: readonly ResidentIdSeries[] = ['mainland', 'hong-kong-macao-taiwan'];

const SHAPE = /^([1-6]\d{5}|8[1-3]\d{4}|9\d{5})((?:18|19|20)\d{2})(\d{2})(\d{2})(\d{3})([\dX])$/;

function seriesOf(text: string): ResidentIdSeries {
  if (text.startsWith('9')) return 'permanent-resident';
  return text.startsWith('8') ? 'hong-kong-macao-taiwan' : 'mainland';
}

/** Reads a resident identity number (GB 11643-1999), 18 characters. Divisions that were abolished since are accepted. */
export function parseResidentIdNumber(
  text: string,
  { series = DEFAULT_RESIDENT_ID_SERIES }: { readonly series?: readonly ResidentIdSeries[] } = {},
): ResidentIdNumberParts {
  const match = SHAPE.exec(text);
  const quoted = typeof text === 'string' ? `${text.slice(0, 2)}…(${text.length} characters)` : text;
  if (!match)
    return reject(
      'resident identity number',
      quoted,
      'give all 18 characters, the last a digit or X; the old 15-digit form is not accepted.',
    );
  if (!series.includes(seriesOf(text)))
    return reject('resident identity number', quoted, `only these series are accepted here: ${series.join(', ')}.`);
  const [, division, year, month, day, sequence] = match as unknown as [string, string, string, string, string, string];
  const birthDate = `${year}-${month}-${day}`;
  if (!isCalendarDay(birthDate)) reject('resident identity number', quoted, 'its birth date is not in the calendar.');
  if (residentIdCheckDigit(text) !== text[17]) {
    reject('resident identity number', quoted, 'its check character does not fit; compare it with the card.');
  }
  return { division, birthDate, sex: Number(sequence[2]) % 2 === 1 ? 'M' : 'F' };
}

/** Whether {@link parseResidentIdNumber} takes it, for who does not want to know why not. */
export function isValidResidentIdNumber(text: string): boolean {
  try {
    parseResidentIdNumber(text);
    return true;
  } catch {
    return false;
  }
}
