import { gs1CheckDigit } from './check-digits.ts';
import { reject } from './reject.ts';

const fits = (digits: string): boolean => gs1CheckDigit(digits.slice(0, -1)) === digits.at(-1);

/** A GTIN-8, -12, -13 or -14 (GS1 General Specifications), normalised to 14 digits so that equal products compare equal. */
export function parseGtin(text: string): string {
  if (!/^(\d{8}|\d{12,14})$/.test(text)) reject('GTIN', text, 'give 8, 12, 13 or 14 digits.');
  if (!fits(text)) reject('GTIN', text, 'its last digit does not fit the others; compare it with the label.');
  return text.padStart(14, '0');
}

/** A global location number: 13 digits. */
export function parseGln(text: string): string {
  if (!/^\d{13}$/.test(text) || !fits(text)) reject('GLN', text, 'give 13 digits, the last a GS1 check digit.');
  return text;
}

/** A serial shipping container code: 18 digits. */
export function parseSscc(text: string): string {
  if (!/^\d{18}$/.test(text) || !fits(text)) reject('SSCC', text, 'give 18 digits, the last a GS1 check digit.');
  return text;
}
