import { leiCheckDigits, vinCheckDigit } from './check-digits.ts';
import { reject } from './reject.ts';

/** A vehicle identification number (GB 16735): refused when domestic (L…) and its check character is wrong; imports are only warned about. */
export function parseVin(text: string): { vin: string; warnings: string[] } {
  if (!/^[0-9A-HJ-NPR-Z]{17}$/.test(text)) reject('VIN', text, 'give 17 characters of 0-9 and A-Z without I, O, Q.');
  if (vinCheckDigit(text) === text[8]) return { vin: text, warnings: [] };
  if (text.startsWith('L'))
    reject('VIN', text, 'its ninth character does not fit the others; compare it with the registration.');
  return {
    vin: text,
    warnings: [`The ninth character of ${text} is no check character; not every maker abroad has one.`],
  };
}

const SPECIES = { 1: 'pig', 2: 'cattle', 3: 'sheep' } as const;

/** A 15-digit livestock ear tag: species 1, county 6, serial 8. */
export function parseEarTag(text: string): {
  species: (typeof SPECIES)[keyof typeof SPECIES];
  division: string;
  serial: string;
} {
  const match = /^([123])([1-8]\d{5})(\d{8})$/.exec(text);
  if (!match) return reject('ear tag', text, 'give 15 digits, the first 1 (pig), 2 (cattle) or 3 (sheep).');
  const [, species, division, serial] = match as unknown as [string, '1' | '2' | '3', string, string];
  return { species: SPECIES[species], division, serial };
}

/** A legal entity identifier (ISO 17442): 20 characters, the last two check digits. */
export function parseLei(text: string): string {
  if (!/^[0-9A-Z]{18}\d{2}$/.test(text) || leiCheckDigits(text) !== text.slice(18)) {
    reject('LEI', text, 'give 20 characters, the last two its check digits.');
  }
  return text;
}
