import { describe, expect, it } from '@jest/globals';
import type { CreditCategory } from './credit-category.ts';
import { type CreditRating, creditRating } from './credit-rating.rules.ts';

const TODAY = '2026-11-01';
const record = (category: CreditCategory, effectiveFrom: string, redressedAt: string | null = null) => ({
  category,
  effectiveFrom,
  redressedAt,
});

describe('the credit rating', () => {
  it.each<[string, ReturnType<typeof record>[], CreditRating]>([
    ['no record', [], 'A'],
    [
      'licences and commitments',
      [record('ADMINISTRATIVE_LICENCE', '2026-01-01'), record('COMMITMENT', '2026-01-01')],
      'A',
    ],
    ['one penalty', [record('ADMINISTRATIVE_PENALTY', '2026-01-01')], 'B'],
    [
      'two penalties',
      [record('ADMINISTRATIVE_PENALTY', '2026-01-01'), record('ADMINISTRATIVE_PENALTY', '2025-01-01')],
      'C',
    ],
    ['a penalty of the last day of three years', [record('ADMINISTRATIVE_PENALTY', '2023-11-02')], 'B'],
    ['a penalty three years old', [record('ADMINISTRATIVE_PENALTY', '2023-11-01')], 'A'],
    ['a redressed penalty', [record('ADMINISTRATIVE_PENALTY', '2026-01-01', '2026-06-01')], 'A'],
    ['a dishonesty listing, however old', [record('DISHONESTY_LISTING', '2015-01-01')], 'D'],
    ['a listing redressed today', [record('DISHONESTY_LISTING', '2025-01-01', TODAY)], 'A'],
    ['a listing to be redressed tomorrow', [record('DISHONESTY_LISTING', '2025-01-01', '2026-11-02')], 'D'],
    ['a listing that takes effect tomorrow', [record('DISHONESTY_LISTING', '2026-11-02')], 'A'],
  ])('of %s is right', (_what, records, rating) => {
    expect(creditRating(records, TODAY)).toBe(rating);
  });
});
