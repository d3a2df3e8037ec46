import { anonymous, officer, resident, testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { finance } from '../index.ts';
import {
  atWork,
  BANK,
  CHILD,
  CIVIL_AFFAIRS,
  caseOf,
  child,
  city,
  NOW,
  PARENT,
  parent,
  stranger,
} from '../testing/people-with-money.ts';

describe('a deposit band', () => {
  const department = testSubgraph(finance, { seed: (em) => finance.seed(em, city), now: NOW });
  const assistance = city.demoCases.find(({ id }) => id === 'case-social-1');
  const [, father = '', son = ''] = assistance?.subjects ?? [];
  const civilAffairs = officer({
    agency: CIVIL_AFFAIRS,
    purpose: 'social-assistance',
    case: { ...caseOf(CIVIL_AFFAIRS, 'social-assistance'), subjects: assistance?.subjects ?? [] },
  });
  const ask = (viewer: typeof parent, id: string) => department.as(viewer).entity('Resident', { id }, 'depositBand');

  it.each([
    ['oneself', parent, PARENT, null],
    ['Civil Affairs on the case', civilAffairs, father, null],
    ['Civil Affairs about somebody the case does not name', civilAffairs, PARENT, 'FORBIDDEN'],
    [
      'Civil Affairs without a purpose',
      officer({ agency: CIVIL_AFFAIRS, case: caseOf(CIVIL_AFFAIRS, 'social-assistance', father) }),
      father,
      'PURPOSE_REQUIRED',
    ],
    [
      'Civil Affairs for another purpose',
      atWork(CIVIL_AFFAIRS, 'credit-assessment', father),
      father,
      'PURPOSE_REQUIRED',
    ],
    ['another agency', atWork('11220100MB1C10017F', 'social-assistance', father), father, 'FORBIDDEN'],
    ['a bank', atWork(BANK, 'social-assistance', father), father, 'FORBIDDEN'],
    ["one's child", child, PARENT, 'FORBIDDEN'],
    ['a stranger', stranger, PARENT, 'FORBIDDEN'],
    ['nobody', anonymous(), PARENT, 'UNAUTHENTICATED'],
  ])('is judged for %s', async (_, viewer, id, code) => {
    const { errors } = await ask(viewer, id);
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(code ? [code] : undefined);
  });

  it('is a band, the lowest for the assisted family, and none for children', async () => {
    expect((await ask(civilAffairs, father)).data).toEqual({ depositBand: 'UNDER_10K' });
    expect((await ask(civilAffairs, son)).data).toEqual({ depositBand: null });
    expect((await ask(resident(CHILD), CHILD)).data).toEqual({ depositBand: null });
    expect((await ask(parent, PARENT)).data.depositBand).toMatch(/^(UNDER|OVER|FROM)_\d+K/);
  });

  it('needs a constant number of statements for a hundred residents, policies and all', async () => {
    const ids = city.residents.slice(0, 100).map(({ id }) => id);
    const viewer = atWork(CIVIL_AFFAIRS, 'social-assistance', ...ids);
    const statements = (count: number) =>
      department.statements(() =>
        department.as(viewer).entities(
          'Resident',
          ids.slice(0, count).map((id) => ({ id })),
          'depositBand',
        ),
      );
    expect(await statements(100)).toBe(1);
    expect(await statements(1)).toBe(1);
  });
});
