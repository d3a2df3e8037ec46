import { insertRows } from '@citygraph/kit';
import { testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { government } from '../index.ts';
import { asks } from '../testing/people-who-ask.ts';
import { NOW, person, seedTwoFamilies } from '../testing/two-families.ts';
import { Resident } from './resident.entity.ts';

const city = testSubgraph(government, { seed: seedTwoFamilies, now: NOW });

describe('me', () => {
  it('is the signed-in resident with wards under 18, eldest first', async () => {
    const { data, errors } = await city
      .as(asks.ada)
      .run('{ me { id name birthDate guardianOf { name household { dwelling { addressText division { name } } } } } }');
    expect(errors).toBeUndefined();
    expect(data?.me).toEqual({
      id: 'res_ada',
      name: '阿达',
      birthDate: '1988-05-04',
      guardianOf: [
        { name: '阿西', household: { dwelling: { addressText: '二号', division: { name: '样板社区' } } } },
        { name: '阿波', household: { dwelling: { addressText: '一号', division: { name: '样板社区' } } } },
      ],
    });
  });

  it('asks the anonymous to sign in', async () => {
    const { data, errors } = await city.as(asks.nobody).run('{ me { name } }');
    expect(data?.me).toBeNull();
    expect(errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });

  it('is null for an officer whose account is tied to no resident', async () => {
    const { data, errors } = await city.as(asks.caseOfficer).run('{ me { id } }');
    expect(errors).toBeUndefined();
    expect(data?.me).toBeNull();
  });
});

describe('resident(id:)', () => {
  const ask = (who: keyof typeof asks, id: string) =>
    city.as(asks[who]).run('query ($id: ID!) { other: resident(id: $id) { id } }', { id });

  it('answers the guardian of a minor', async () => {
    expect((await ask('ada', 'res_cy')).data?.other).toEqual({ id: 'res_cy' });
  });

  it.each(['res_bo', 'res_none'])('refuses another parent, whether %s exists or not', async (id) => {
    const { data, errors } = await ask('eve', id);
    expect(data?.other).toBeNull();
    expect(errors).toMatchObject([
      { message: `You may not see resident ${id}, or there is none of that key.`, extensions: { code: 'FORBIDDEN' } },
    ]);
  });

  it.each(['res_bo', 'res_none'])('reminds an officer of the purpose, whether %s exists or not', async (id) => {
    expect((await ask('officerWithoutPurpose', id)).errors?.[0]?.extensions.code).toBe('PURPOSE_REQUIRED');
  });

  it('asks the anonymous to sign in', async () => {
    expect((await ask('nobody', 'res_bo')).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });
});

it('resolves a hundred representations with as many statements as one', async () => {
  const many = Array.from({ length: 100 }, (_, index) =>
    person(`res_many${index}`, 'hh_ada', `众${index}`, '1990-01-01', 'F', index),
  );
  await insertRows(city.em(), Resident, many);
  const ask = (count: number) =>
    city.as(asks.caseOfficer).entities(
      'Resident',
      many.slice(0, count).map(({ id }) => ({ id })),
      'name idNumber household { members { id } dwelling { addressText parcel { id } division { name parent { name } } } incomeVerification { bracket requestedBy { name } } } guardianOf { id } citizenCard { status } vehicles { vin }',
    );
  let answer = await ask(1);
  expect(answer.errors).toBeUndefined();
  const one = await city.statements(() => ask(1));
  const hundred = await city.statements(async () => {
    answer = await ask(100);
  });
  expect(answer.data).toHaveLength(100);
  expect(answer.data[99].name).toBe('众99');
  expect(hundred).toBe(one);
  expect(one).toBeGreaterThan(0);
});
