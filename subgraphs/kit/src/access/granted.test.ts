import { describe, expect, it } from '@jest/globals';
import { anonymous, officer, resident } from '../testing/viewers.ts';
import { granted } from './granted.ts';
import { anyOf, officer as officerRule, self } from './rules.ts';

interface Loan {
  readonly readerId: string;
}
const rule = anyOf(
  self<Loan>(({ readerId }) => readerId),
  officerRule<Loan>({ purposes: ['social-assistance'], subject: ({ readerId }) => [readerId] }),
);
const loan: Loan = { readerId: 'res_1' };
const how = { argument: 'id', what: 'loan', now: new Date() };

describe('an object that somebody named', () => {
  it('is given to whom the rule allows', () => {
    expect(granted(resident('res_1'), rule, loan, how)).toBe(loan);
  });

  it.each([
    ['a stranger', resident('res_2'), 'FORBIDDEN'],
    ['an officer without a purpose', officer({ agency: '11220100MB1C101566' }), 'PURPOSE_REQUIRED'],
    ['nobody', anonymous(), 'UNAUTHENTICATED'],
  ])('is refused to %s in the same words whether it exists or not', (_, viewer, code) => {
    const refusalOf = (object: Loan | null): unknown => {
      try {
        return granted(viewer, rule, object, how);
      } catch (error) {
        return JSON.stringify(error);
      }
    };
    expect(refusalOf(loan)).toContain(code);
    expect(refusalOf(null)).toBe(refusalOf(loan));
  });

  it('that does not exist is refused even to whom everything is allowed', () => {
    expect(() =>
      granted(
        resident('res_1'),
        self<Loan>(() => 'res_1'),
        null,
        how,
      ),
    ).toThrow('there is no such loan');
  });
});
