import { reject } from './reject.ts';

/**
 * A division code (GB/T 2260 to the county, statistical codes below): 2, 4, 6, 9 or 12 digits.
 * Provinces and cities are normalised to 6 digits (`22` and `2201` become `220000` and `220100`).
 */
export function parseDivisionCode(text: string): string {
  if (!/^[1-9]\d(\d{2}(\d{2}(\d{3}(\d{3})?)?)?)?$/.test(text)) {
    reject('division code', text, 'give 6 digits (district), 9 (street or town) or 12 (village), e.g. 220102.');
  }
  return text.length < 6 ? text.padEnd(6, '0') : text;
}

/** A real-estate unit code (GB/T 37346): 28 characters = county 6, cadastral area 3, sub-area 3, parcel type 2, parcel 5, fixture type 1, fixture 8. */
export function parseRealEstateUnitCode(text: string): string {
  if (!/^[1-8]\d{5}\d{3}\d{3}[A-Z]{2}\d{5}[A-Z]\d{8}$/.test(text)) {
    reject('real-estate unit code', text, 'give 28 characters: 12 digits, 2 letters, 5 digits, 1 letter, 8 digits.');
  }
  return text;
}

const PROJECT = /^(\d{2})(\d{2})-([1-8]\d{5})-(\d{2})-(\d{2})-(\d{6})$/;

/** An investment project code (GB/T 40058-2021): 24 characters `YYMM-RRRRRR-DD-TT-NNNNNC`. The standard's check algorithm is not public: shape only. */
export function parseInvestmentProjectCode(text: string): string {
  const match = PROJECT.exec(text);
  const month = Number(match?.[2]);
  if (!match || month < 1 || month > 12) {
    reject(
      'investment project code',
      text,
      'give 24 characters as YYMM-RRRRRR-DD-TT-NNNNNC, e.g. 2609-220102-04-01-123456.',
    );
  }
  return text;
}
