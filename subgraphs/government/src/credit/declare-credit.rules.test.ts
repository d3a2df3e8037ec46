import { expect, it } from '@jest/globals';
import { assertRedressable, isCompetent } from './declare-credit.rules.ts';

it.each([
  ['market-supervision', 'DISHONESTY_LISTING', true],
  ['civil-affairs', 'DISHONESTY_LISTING', false],
  ['civil-affairs', 'ADMINISTRATIVE_PENALTY', true],
  ['civil-affairs', 'REDRESS', true],
  ['market-supervision', 'BASIC', false],
  ['development-reform', 'COMMITMENT', false],
] as const)('takes %s to enter a %s: %s', (field, category, competent) => {
  expect(isCompetent(field, category)).toBe(competent);
});

const listing = { id: 'cre_1', subjectUscc: 'firm', category: 'DISHONESTY_LISTING', sourceUscc: 'market' } as const;

it('lets an agency redress its own listing', () => {
  expect(() => assertRedressable(listing, { uscc: 'firm', agency: 'market' })).not.toThrow();
});

it.each([
  ['of another firm', listing, { uscc: 'other', agency: 'market' }, 'NOT_FOUND'],
  ['of another agency', listing, { uscc: 'firm', agency: 'housing' }, 'FORBIDDEN'],
  ['of a commitment', { ...listing, category: 'COMMITMENT' }, { uscc: 'firm', agency: 'market' }, 'BAD_USER_INPUT'],
] as const)('refuses the redress %s', (_what, record, by, code) => {
  expect(() => assertRedressable(record, by)).toThrow(expect.objectContaining({ code }));
});
