/** Two digits of the year, the tax region (22: Jilin), channel 0, and a running number: 20 digits in all. */
export const invoiceNumber = (year: number, number: number): string =>
  `${String(year % 100).padStart(2, '0')}220${String(number).padStart(15, '0')}`;

const YUAN = 100;
const BANDS = [
  [100_000, '0-100000'],
  [1_000_000, '100000-1000000'],
  [10_000_000, '1000000-10000000'],
  [100_000_000, '10000000-100000000'],
] as const;

/** The band, in CNY, of a year's turnover: exact figures never leave. */
export const turnoverBand = (cents: number): string =>
  BANDS.find(([below]) => cents < below * YUAN)?.[1] ?? '100000000+';

/** The calendar year of a moment, city time. */
export const cityYear = (moment: Date): number => new Date(moment.getTime() + 8 * 3_600_000).getUTCFullYear();
