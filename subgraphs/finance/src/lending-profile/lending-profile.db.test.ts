import { anonymous, officer, testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { finance } from '../index.ts';
import {
  atWork,
  BANK,
  banker,
  CIVIL_AFFAIRS,
  caseOf,
  city,
  farmer,
  lender,
  NOW,
  OTHER_BANK,
  SHOP,
  shopOwner,
} from '../testing/people-with-money.ts';

describe('a lending profile', () => {
  const department = testSubgraph(finance, { seed: (em) => finance.seed(em, city), now: NOW });
  const ask = (viewer: typeof lender, creditRating: string | null = 'A') =>
    department
      .as(viewer)
      .entity('LegalEntity', { uscc: SHOP, creditRating }, 'lendingProfile { scoreBand explanation modelVersion }');

  it.each([
    ['the firm itself', shopOwner, null],
    ['a bank on the case', lender, null],
    ['another bank on a case of its own', atWork(OTHER_BANK, 'credit-assessment', SHOP), null],
    ['a bank on a case about somebody else', atWork(BANK, 'credit-assessment', BANK), 'FORBIDDEN'],
    [
      'a bank on the case without a purpose',
      officer({ agency: BANK, case: caseOf(BANK, 'credit-assessment', SHOP) }),
      'PURPOSE_REQUIRED',
    ],
    ['a bank for another purpose', atWork(BANK, 'tax', SHOP), 'PURPOSE_REQUIRED'],
    ['an agency that is no bank, on a case', atWork(CIVIL_AFFAIRS, 'credit-assessment', SHOP), 'FORBIDDEN'],
    ["the bank's representative without a case", banker, 'FORBIDDEN'],
    ['another firm', farmer, 'FORBIDDEN'],
    ['nobody', anonymous(), 'UNAUTHENTICATED'],
  ])('is judged for %s', async (_, viewer, code) => {
    const { errors } = await ask(viewer);
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(code ? [code] : undefined);
  });

  it('of the demo shop follows its rating and three years of repayments', async () => {
    const { data } = await ask(lender);
    expect(data.lendingProfile).toMatchObject({ scoreBand: 'A', modelVersion: 'citygraph-lending-2026.2' });
    expect(data.lendingProfile.explanation).toContain('Public credit rating A: +25.');
    expect(data.lendingProfile.explanation).toContain('Two years of instalments or more: +5.');
    expect((await ask(lender, 'D')).data.lendingProfile.scoreBand).toBe('E');
  });

  it('is there without a rating too, and says so', async () => {
    const { data } = await ask(lender, null);
    expect(data.lendingProfile.scoreBand).toBe('C');
    expect(data.lendingProfile.explanation).toContain('The public credit rating was not available: 0.');
  });

  it('needs a constant number of statements for a hundred firms', async () => {
    const firms = city.legalEntities.slice(0, 100).map(({ uscc }) => uscc);
    const viewer = atWork(BANK, 'credit-assessment', ...firms);
    const statements = (count: number) =>
      department.statements(async () => {
        const { errors } = await department.as(viewer).entities(
          'LegalEntity',
          firms.slice(0, count).map((uscc) => ({ uscc, creditRating: 'B' })),
          'lendingProfile { scoreBand } loanApplicationsConnection(first: 5) { nodes { status product { name lender { uscc } } } }',
        );
        expect(errors).toBeUndefined();
      });
    expect(await statements(100)).toBeLessThanOrEqual(4);
    expect(await statements(99)).toBe(await statements(100));
  });
});
