import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LENDING_MODEL, lendingProfile, type Repayment, SCORE_BANDS } from './lending-profile.rules.ts';

const perfect: Repayment = { instalmentsDue: 36, instalmentsLate: 0, longestDelayDays: 0 };
const loan = (instalmentsDue: number, instalmentsLate: number, longestDelayDays: number): Repayment => ({
  instalmentsDue,
  instalmentsLate,
  longestDelayDays,
});

describe('a lending profile', () => {
  it.each([
    ['A', [perfect], 'A'],
    ['B', [perfect], 'A'],
    ['C', [perfect], 'C'],
    ['D', [perfect], 'D'],
    [null, [perfect], 'C'],
    ['A', [], 'B'],
    ['B', [], 'C'],
    ['C', [], 'D'],
    ['D', [], 'E'],
    [null, [], 'C'],
    ['A', [loan(36, 1, 12)], 'A'],
    ['A', [loan(36, 1, 31)], 'B'],
    ['A', [loan(36, 4, 31)], 'C'],
    ['A', [loan(36, 4, 91)], 'C'],
    ['A', [loan(12, 6, 91)], 'D'],
    ['B', [loan(12, 6, 91)], 'E'],
    ['A', [loan(24, 0, 0), loan(12, 6, 45)], 'C'],
  ] as const)('of a firm rated %s with %j is band %s', (rating, history, band) => {
    expect(lendingProfile(rating, history).scoreBand).toBe(band);
  });

  it('gives every reason with its points, which add up', () => {
    expect(lendingProfile('A', [loan(24, 0, 0), loan(12, 1, 14)])).toEqual({
      scoreBand: 'A',
      explanation: [
        'Every firm starts with 50 points.',
        'Public credit rating A: +25.',
        'At most 5 % of instalments were late: +10.',
        'The longest delay was at most 30 days: 0.',
        'Two years of instalments or more: +5.',
        '90 points make band A.',
      ],
      modelVersion: LENDING_MODEL,
    });
  });

  it('says when the rating was not available, and what that costs', () => {
    const { scoreBand, explanation } = lendingProfile(null, [perfect]);
    expect(scoreBand).toBe('C');
    expect(explanation).toContain('The public credit rating was not available: 0.');
    expect(explanation.at(-1)).toBe('75 points make band B, but never better than C with that rating.');
    expect(lendingProfile('Z', [perfect])).toEqual(lendingProfile(null, [perfect]));
    expect(lendingProfile('toString', [perfect])).toEqual(lendingProfile(null, [perfect]));
  });

  const history = fc.array(
    fc
      .record({
        instalmentsDue: fc.integer({ min: 1, max: 60 }),
        instalmentsLate: fc.integer({ min: 0, max: 60 }),
        longestDelayDays: fc.integer({ min: 0, max: 400 }),
      })
      .map((one) => ({ ...one, instalmentsLate: Math.min(one.instalmentsLate, one.instalmentsDue) })),
    { maxLength: 4 },
  );
  const place = (rating: string | null, of: readonly Repayment[]): number =>
    SCORE_BANDS.indexOf(lendingProfile(rating, of).scoreBand);

  it('is never better for a worse rating, and says points that add up to its band', () => {
    fc.assert(
      fc.property(history, fc.constantFrom('A', 'B', 'C', 'D', null), (of, rating) => {
        expect(place('A', of)).toBeLessThanOrEqual(place('B', of));
        expect(place('B', of)).toBeLessThanOrEqual(place('C', of));
        expect(place('C', of)).toBeLessThanOrEqual(place('D', of));
        const { explanation } = lendingProfile(rating, of);
        const points = explanation
          .slice(1, -1)
          .reduce((sum, reason) => sum + Number(/([+-]?\d+)\.$/.exec(reason)?.[1]), 50);
        expect(explanation.at(-1)).toMatch(new RegExp(`^${points} points make band [A-E]`));
      }),
    );
  });

  it('is never better for one more late instalment', () => {
    fc.assert(
      fc.property(history, fc.constantFrom('A', 'B', 'C', 'D', null), (of, rating) => {
        const [first, ...rest] = of;
        if (!first || first.instalmentsLate === first.instalmentsDue) return;
        const worse = [{ ...first, instalmentsLate: first.instalmentsLate + 1 }, ...rest];
        expect(place(rating, worse)).toBeGreaterThanOrEqual(place(rating, of));
      }),
    );
  });
});
