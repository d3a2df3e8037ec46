import { testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { government } from '../index.ts';
import { type Asker, asks } from '../testing/people-who-ask.ts';
import { NOW, seedTwoFamilies } from '../testing/two-families.ts';

const city = testSubgraph(government, { seed: seedTwoFamilies, now: NOW });

const FIELDS = ['members', 'dwelling', 'incomeVerification'] as const;

/** Column by column of FIELDS: + answered, - FORBIDDEN, P PURPOSE_REQUIRED, ! UNAUTHENTICATED. */
const TABLE: readonly [who: Asker, household: string, answers: string][] = [
  ['nobody', 'hh_ada', '!!!'],
  ['ada', 'hh_ada', '+++'],
  ['dan', 'hh_ada', '+++'],
  ['ada', 'hh_gran', '++-'],
  ['dan', 'hh_gran', '---'],
  ['eve', 'hh_ada', '---'],
  ['caseOfficer', 'hh_ada', '+++'],
  ['caseOfficer', 'hh_eve', '---'],
  ['officerOfThisTown', 'hh_ada', '+++'],
  ['officerOfOtherTown', 'hh_ada', '---'],
  ['officerOfOtherAgency', 'hh_ada', '---'],
  ['officerWithoutCase', 'hh_ada', '---'],
  ['officerWithoutPurpose', 'hh_ada', 'PPP'],
  ['officerWithOtherPurpose', 'hh_ada', '--P'],
  ['doctorOfBo', 'hh_ada', '--P'],
];

const SIGN: Readonly<Record<string, string>> = { FORBIDDEN: '-', PURPOSE_REQUIRED: 'P', UNAUTHENTICATED: '!' };

describe('who sees which field of a household', () => {
  it.each(TABLE)('%s of %s: %s', async (who, id, answers) => {
    const { errors } = await city
      .as(asks[who])
      .entity(
        'Household',
        { id },
        'members { id } dwelling { id } incomeVerification { bracket decidedAt requestedBy { name } }',
      );
    const refused = new Map(errors?.map(({ path, extensions }) => [path?.at(-1), SIGN[String(extensions.code)]]));
    expect(FIELDS.map((field) => refused.get(field) ?? '+').join('')).toBe(answers);
  });

  it('answers a key that does not exist as one that may not be seen', async () => {
    const ask = (id: string) =>
      city.as(asks.eve).entity('Household', { id }, '__typename members { id } dwelling { id }');
    expect(await ask('hh_none')).toEqual(await ask('hh_ada'));
  });
});

describe('household(id:)', () => {
  const ask = (who: Asker, id: string) =>
    city
      .as(asks[who])
      .run(
        'query ($id: ID!) { household(id: $id) { members { name } incomeVerification { bracket decidedAt requestedBy { name } } } }',
        { id },
      );

  it('shows Civil Affairs the outcome of a means test as a bracket', async () => {
    const { data, errors } = await ask('caseOfficer', 'hh_ada');
    expect(errors).toBeUndefined();
    expect(data?.household).toEqual({
      members: [{ name: '阿丹' }, { name: '阿达' }, { name: '阿麦' }, { name: '阿波' }],
      incomeVerification: {
        bracket: 'BELOW_SUBSISTENCE_LINE',
        decidedAt: '2026-11-01T10:00:00+08:00',
        requestedBy: { name: '长春市民政局' },
      },
    });
  });

  it.each(['hh_ada', 'hh_none'])('refuses a neighbour, whether %s exists or not', async (id) => {
    const { data, errors } = await ask('eve', id);
    expect(data?.household).toBeNull();
    expect(errors?.[0]?.message).toBe(`You may not see household ${id}, or there is none of that key.`);
    expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });
});
