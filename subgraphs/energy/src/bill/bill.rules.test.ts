import { createCity } from '@citygraph/city';
import { describe, expect, it } from '@jest/globals';
import { amountDue, billAmount, lastFullMonth, monthSpan } from './bill.rules.ts';

const TIERS = [
  { upTo: 170, centsPerUnit: 53 },
  { upTo: 260, centsPerUnit: 58 },
  { upTo: null, centsPerUnit: 83 },
];

describe('a bill', () => {
  it.each([
    [0, 0],
    [1, 53],
    [170, 9_010],
    [171, 9_068],
    [260, 14_230],
    [300, 17_550],
    [0.5, 27],
  ])('of %s kWh comes to %s cents', (use, cents) => {
    expect(billAmount(TIERS, use)).toBe(cents);
  });

  it('comes to what the city says for every meter and month', () => {
    const city = createCity({ scale: 0.0002 });
    const commodityOf = new Map(city.usagePoints.map(({ mrid, commodity }) => [mrid, commodity]));
    const wrong = city.bills.filter(
      ({ mrid, use, amountCents }) =>
        billAmount(city.tariffs[commodityOf.get(mrid) ?? 'water'].tiers, use) !== amountCents,
    );
    expect(wrong).toEqual([]);
  });

  it.each([
    [500, 200, { dueCents: 300, creditCents: 0 }],
    [500, 500, { dueCents: 0, creditCents: 0 }],
    [500, 700, { dueCents: 0, creditCents: 200 }],
  ])('of %s with %s paid leaves %j', (billed, paid, left) => {
    expect(amountDue(billed, paid)).toEqual(left);
  });

  it('is of the last full month in city time, also when it is still yesterday in London', () => {
    expect(lastFullMonth(new Date('2026-10-31T16:30:00Z'))).toBe('2026-10');
    expect(lastFullMonth(new Date('2026-10-31T15:30:00Z'))).toBe('2026-09');
    expect(lastFullMonth(new Date('2026-01-15T00:00:00Z'))).toBe('2025-12');
    expect(monthSpan('2026-12')).toEqual({
      from: new Date('2026-12-01T00:00:00+08:00'),
      to: new Date('2027-01-01T00:00:00+08:00'),
    });
  });
});
