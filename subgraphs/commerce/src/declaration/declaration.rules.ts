import { CityGraphError } from '@citygraph/contract';

/** Chapters of the Harmonized System: 01 to 97, of which 77 is kept free. */
export function assertHsCode(code: string): void {
  const chapter = Number(code.slice(0, 2));
  if (/^\d{6}(\d{2}){0,2}$/.test(code) && chapter >= 1 && chapter <= 97 && chapter !== 77) return;
  throw wrong(
    'hsCode',
    `"${code.slice(0, 12)}" is no HS code; give 6, 8 or 10 digits, the first two a chapter from 01 to 97 without 77.`,
  );
}

/** ISO 3166-1 alpha-2, as far as its form can tell, and another country than this one. */
export function assertPartnerCountry(country: string): void {
  const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
  if (/^[A-Z]{2}$/.test(country) && country !== 'CN' && names.of(country) !== undefined) return;
  throw wrong(
    'partnerCountry',
    `"${country.slice(0, 4)}" is no other country; give its ISO 3166-1 code of two capitals, e.g. DE.`,
  );
}

/** Customs district 1501 (Changchun), year, 0 for export, and a running number: 18 digits. */
export const declarationNumber = (year: number, number: number): string =>
  `1501${year}0${String(number).padStart(9, '0')}`;

const wrong = (argument: string, message: string): CityGraphError =>
  new CityGraphError('BAD_USER_INPUT', `${argument}: ${message}`, { extensions: { argument } });
