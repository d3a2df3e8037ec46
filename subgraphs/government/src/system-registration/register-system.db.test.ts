import { testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { government } from '../index.ts';
import { type Person, people, seedOneEmergency } from '../testing/one-emergency.ts';
import { LAND, MARKET, signs } from '../testing/one-project.ts';
import { NOW } from '../testing/two-families.ts';
import { registerSystem } from './register-system.ts';
import { SystemRegistration } from './system-registration.entity.ts';

const REGISTER = `mutation R($agency: USCC!, $name: String!, $resource: String!, $share: ShareType!, $condition: String, $level: Int!, $cycle: UpdateCycle!, $key: ID) {
  registerSystem(agency: $agency, name: $name, resource: $resource, shareType: $share, shareCondition: $condition, mlpsLevel: $level, updateCycle: $cycle, idempotencyKey: $key) {
    id name resource shareType shareCondition mlpsLevel updateCycle registeredAt agency { uscc }
  }
}`;
const given = {
  agency: LAND,
  name: '不动产登记系统',
  resource: '不动产登记信息',
  share: 'CONDITIONAL',
  condition: '因履行职责需要。',
  level: 3,
  cycle: 'REAL_TIME',
};

describe('registerSystem', () => {
  const city = testSubgraph(government, { seed: seedOneEmergency, now: NOW });
  const register = (who: Person, variables: Record<string, unknown> = {}) =>
    city.as(people[who]).run(REGISTER, { ...given, ...variables });

  it("takes a system from the agency's administrator, once", async () => {
    const first = await register('administrator', { key: 'k' });
    expect(first.errors).toBeUndefined();
    expect(first.data.registerSystem).toMatchObject({
      name: given.name,
      shareType: 'CONDITIONAL',
      shareCondition: given.condition,
      mlpsLevel: 3,
      updateCycle: 'REAL_TIME',
      registeredAt: '2026-11-01T10:00:00+08:00',
      agency: { uscc: LAND },
    });
    expect(await register('administrator', { key: 'k' })).toEqual(first);
    const again = await register('administrator', { key: 'other' });
    expect(again.errors).toMatchObject([{ extensions: { code: 'CONFLICT', argument: 'name' } }]);
    expect(await city.em().count(SystemRegistration)).toBe(1);
  });

  it.each<[string, Person, Record<string, unknown>, string, string | undefined]>([
    ['the anonymous', 'nobody', {}, 'UNAUTHENTICATED', undefined],
    ['an officer who is no administrator', 'landOfficerIdle', {}, 'FORBIDDEN', 'agency'],
    ["another agency's administrator", 'administrator', { agency: MARKET }, 'FORBIDDEN', 'agency'],
    ['protection level 0', 'administrator', { level: 0 }, 'BAD_USER_INPUT', 'mlpsLevel'],
    ['protection level 5', 'administrator', { level: 5 }, 'BAD_USER_INPUT', 'mlpsLevel'],
    ['a condition that is missing', 'administrator', { condition: null }, 'BAD_USER_INPUT', 'shareCondition'],
    ['a condition on what is free', 'administrator', { share: 'UNCONDITIONAL' }, 'BAD_USER_INPUT', 'shareCondition'],
    ['no name', 'administrator', { name: '' }, 'BAD_USER_INPUT', 'name'],
  ])('refuses %s', async (_what, who, variables, code, argument) => {
    const { errors } = await register(who, variables);
    expect(errors).toMatchObject([{ extensions: { code, ...(argument ? { argument } : {}) } }]);
    expect(await city.em().count(SystemRegistration)).toBe(0);
  });

  it.each<[Person, string]>([
    ['nobody', '+++!'],
    ['ada', '+++-'],
    ['administrator', '++++'],
    ['landOfficerIdle', '++++'],
    ['lender', '+++-'],
  ])('shows everybody the catalogue and %s %s of it', async (who, answers) => {
    const { data } = await register('administrator');
    const fields = ['name', 'shareType', 'agency { name }', 'mlpsLevel'];
    const key = { id: data.registerSystem.id };
    const { errors } = await city.as(people[who]).entity('SystemRegistration', key, fields.join(' '));
    expect(signs(fields, errors)).toBe(answers);
  });

  it('is found by agency, by words and by how it is shared', async () => {
    await register('administrator');
    await register('administrator', {
      name: '地名系统',
      resource: '地名地址',
      share: 'UNCONDITIONAL',
      condition: null,
    });
    const ask = async (args: string) => {
      const { data, errors } = await city.as(people.nobody).run(`{ systemRegistrations${args} { nodes { name } } }`);
      expect(errors).toBeUndefined();
      return data.systemRegistrations.nodes.map(({ name }: { name: string }) => name).join(' ');
    };
    expect(await ask('(text: "地址")')).toBe('地名系统');
    expect(await ask('(text: "登记系统")')).toBe('不动产登记系统');
    expect(await ask('(text: "%")')).toBe('');
    expect(await ask('(shareType: UNCONDITIONAL)')).toBe('地名系统');
    expect(await ask(`(agency: "${MARKET}")`)).toBe('');
    const { data } = await city
      .as(people.nobody)
      .entity('Agency', { uscc: LAND }, 'systems(first: 1) { nodes { name } pageInfo { hasNextPage } }');
    expect(data.systems.pageInfo.hasNextPage).toBe(true);
  });
});

describe('eight at once', () => {
  const city = testSubgraph(government, { seed: seedOneEmergency, now: NOW, commits: true });

  it('register one system of one name', async () => {
    const { share: shareType, condition: shareCondition, level: mlpsLevel, cycle: updateCycle, ...rest } = given;
    const wanted = { ...rest, shareType, shareCondition, mlpsLevel, updateCycle } as Parameters<
      typeof registerSystem
    >[2];
    const tries = [0, 1, 2, 3, 4, 5, 6, 7].map((n) =>
      registerSystem(city.em(), people.administrator, wanted, `race-${n}`, NOW),
    );
    const done = await Promise.allSettled(tries);
    expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const answer of done) {
      if (answer.status === 'rejected') expect(answer.reason).toMatchObject({ code: 'CONFLICT' });
    }
    expect(await city.em().count(SystemRegistration)).toBe(1);
  });
});
