import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LENDING_MODEL, lendingProfile, type Repayment, SCORE_BANDS } from './lending-profile.rules.ts';

const repaid = (instalments: number, late: number, defaulted = 0): Repayment => ({
  loans: 2,
  instalments,
  late,
  defaulted,
});
const perfect = repaid(36, 0);

describe('a lending profile', () => {
  it.each([
    ['A', perfect, 'A'],
    ['B', perfect, 'A'],
    ['C', perfect, 'C'],
    ['D', perfect, 'D'],
    [null, perfect, 'C'],
    ['A', null, 'B'],
    ['B', null, 'C'],
    ['C', null, 'D'],
    ['D', null, 'E'],
    [null, null, 'C'],
    ['A', repaid(36, 1), 'A'],
    ['A', repaid(20, 1), 'A'],
    ['A', repaid(36, 4), 'B'],
    ['A', repaid(12, 6), 'C'],
    ['B', repaid(12, 6), 'D'],
    ['A', repaid(36, 0, 1), 'B'],
    ['A', repaid(12, 6, 1), 'E'],
  ] as const)('of a firm rated %s with %j is band %s', (rating, repayment, band) => {
    expect(lendingProfile(rating, repayment).scoreBand).toBe(band);
  });

  it('gives every reason with its points, which add up, and no count', () => {
    expect(lendingProfile('A', repaid(36, 1, 1))).toEqual({
      scoreBand: 'C',
      explanation: [
        'Every firm starts with 50 points.',
        'Public credit rating A: +25.',
        'At most 5 % of instalments were late: +10.',
        'A loan was not repaid: -30.',
        'Two years of instalments or more: +5.',
        '60 points make band C.',
      ],
      modelVersion: LENDING_MODEL,
    });
  });

  it('says when the rating was not available, and what that costs', () => {
    const { scoreBand, explanation } = lendingProfile(null, perfect);
    expect(scoreBand).toBe('C');
    expect(explanation).toContain('The public credit rating was not available: 0.');
    expect(explanation.at(-1)).toBe('75 points make band B, but never better than C with that rating.');
    expect(lendingProfile('Z', perfect)).toEqual(lendingProfile(null, perfect));
    expect(lendingProfile('toString', perfect)).toEqual(lendingProfile(null, perfect));
  });

  const repayment = fc.option(
    fc
      .record({
        loans: fc.integer({ min: 1, max: 4 }),
        instalments: fc.integer({ min: 0, max: 120 }),
        late: fc.nat(120),
        defaulted: fc.nat(4),
      })
      .map((one) => ({ ...one, late: Math.min(one.late, one.instalments) })),
  );
  const rating = fc.constantFrom('A', 'B', 'C', 'D', null);
  const place = (rated: string | null, of: Repayment | null): number =>
    SCORE_BANDS.indexOf(lendingProfile(rated, of).scoreBand);

  it('is never better for a worse rating, and says points that add up to its band', () => {
    fc.assert(
      fc.property(repayment, rating, (of, rated) => {
        expect(place('A', of)).toBeLessThanOrEqual(place('B', of));
        expect(place('B', of)).toBeLessThanOrEqual(place('C', of));
        expect(place('C', of)).toBeLessThanOrEqual(place('D', of));
        const { explanation } = lendingProfile(rated, of);
        const points = explanation
          .slice(1, -1)
          .reduce((sum, reason) => sum + Number(/([+-]?\d+)\.$/.exec(reason)?.[1]), 50);
        expect(explanation.at(-1)).toMatch(new RegExp(`^${points} points make band [A-E]`));
      }),
    );
  });

  it('is never better for one more late instalment, or for a loan that was not repaid', () => {
    fc.assert(
      fc.property(repayment, rating, (of, rated) => {
        if (!of || of.late === of.instalments) return;
        expect(place(rated, { ...of, late: of.late + 1 })).toBeGreaterThanOrEqual(place(rated, of));
        expect(place(rated, { ...of, defaulted: of.defaulted + 1 })).toBeGreaterThanOrEqual(place(rated, of));
      }),
    );
  });
});
