import { describe, expect, it } from '@jest/globals';
import { grantedAmount, termsOf } from './loan-application.rules.ts';

const product = { lenderUscc: 'BANK', minAmountCents: 1_000, maxAmountCents: 9_000, maxTermMonths: 24 };
const wish = { applicant: 'SHOP', amountCents: null, termMonths: null };

describe('an application', () => {
  it('asks for the largest amount and a year unless it says otherwise', () => {
    expect(termsOf(product, wish)).toEqual({ amountCents: 9_000, termMonths: 12 });
    expect(termsOf({ ...product, maxTermMonths: 6 }, wish).termMonths).toBe(6);
    expect(termsOf(product, { ...wish, amountCents: 1_000, termMonths: 24 })).toEqual({
      amountCents: 1_000,
      termMonths: 24,
    });
  });

  it.each([
    [{ amountCents: 999 }, 'amountCents: 9.99 yuan is asked for; the product lends 10.00 yuan to 90.00 yuan.'],
    [{ amountCents: 9_001 }, 'amountCents: 90.01 yuan is asked for; the product lends 10.00 yuan to 90.00 yuan.'],
    [{ termMonths: 25 }, 'termMonths: 25 months are asked for; the product runs for at most 24.'],
    [{ applicant: 'BANK' }, 'applicant: a bank does not apply to itself.'],
  ])('%j is refused', (over, message) => {
    expect(() => termsOf(product, { ...wish, ...over })).toThrow(message);
  });

  it('is granted what was asked for, or less', () => {
    expect(grantedAmount(5_000, 'APPROVE', null, null)).toBe(5_000);
    expect(grantedAmount(5_000, 'APPROVE', 4_000, 'less is enough')).toBe(4_000);
    expect(() => grantedAmount(5_000, 'APPROVE', 5_001, null)).toThrow(
      '50.01 yuan is more than the 50.00 yuan applied for',
    );
  });

  it('is declined with a reason, and granted nothing then', () => {
    expect(grantedAmount(5_000, 'DECLINE', null, 'too much debt')).toBeNull();
    expect(() => grantedAmount(5_000, 'DECLINE', null, null)).toThrow('reason: say why');
    expect(() => grantedAmount(5_000, 'DECLINE', 1, 'too much debt')).toThrow(
      'approvedAmountCents: a declined application',
    );
  });
});
