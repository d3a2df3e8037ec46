import { describe, expect, it } from '@jest/globals';
import { lendingProfile, MODEL_VERSION } from './lending-profile.rules.ts';

const clean = { loans: 2, instalments: 24, late: 0, defaulted: 0 };

describe('a lending profile', () => {
  it.each([
    ['A', clean, 'A'],
    ['B', clean, 'A'],
    ['C', clean, 'C'],
    ['D', clean, 'E'],
    ['A', { ...clean, late: 6 }, 'C'],
    ['A', { ...clean, defaulted: 1 }, 'B'],
    ['B', null, 'C'],
    ['D', { ...clean, late: 24, defaulted: 2 }, 'E'],
    [null, clean, 'B'],
    [null, null, 'D'],
  ])('of rating %s and repayment %j is in band %s', (creditRating, repayment, band) => {
    expect(lendingProfile({ creditRating, repayment }).scoreBand).toBe(band);
  });

  it('says every reason with its points, and the model', () => {
    expect(
      lendingProfile({ creditRating: 'B', repayment: { loans: 1, instalments: 10, late: 1, defaulted: 0 } }),
    ).toEqual({
      scoreBand: 'C',
      explanation: [
        '50 points to begin with.',
        '+15: the public credit rating is B.',
        '-10: 1 of 10 instalments came late.',
      ],
      modelVersion: MODEL_VERSION,
    });
  });

  it('leaves a rating that could not be had out of account, and says so', () => {
    expect(lendingProfile({ creditRating: null, repayment: clean }).explanation).toContain(
      '+0: no public credit rating could be had; it was left out of account.',
    );
  });
});
