import { testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { agriculture } from '../index.ts';
import { type Asker, asks, city, FARM, FIELD, NOW, OTHER_FARM, villageOf } from '../testing/countryside.ts';
import { Animal } from './animal.entity.ts';

const REGISTER =
  'mutation R($farm: ID!, $tag: ID!, $born: Date!, $arrived: Date) { registerAnimal(farmId: $farm, earTag: $tag, bornOn: $born, arrivedOn: $arrived) { earTag species bornOn arrivedOn status leftOn farm { id } } }';
const DEPART =
  'mutation D($tag: ID!, $reason: String!, $on: Date) { recordAnimalDeparture(earTag: $tag, reason: $reason, leftOn: $on) { status leftOn } }';
const county = villageOf(FIELD).slice(0, 6);
const TAG = `2${county}90000001`;

describe('an animal', () => {
  const department = testSubgraph(agriculture, { seed: (em) => agriculture.seed(em, city), now: NOW });
  const register = (over: Record<string, unknown> = {}, who: Asker = 'farmer') =>
    department
      .as(asks[who])
      .run(REGISTER, { farm: FARM, tag: TAG, born: '2026-10-20', arrived: '2026-10-20', ...over });
  const depart = (over: Record<string, unknown> = {}, who: Asker = 'farmer') =>
    department.as(asks[who]).run(DEPART, { tag: TAG, reason: 'SOLD', ...over });
  const codeOf = async (answer: ReturnType<typeof register>) => (await answer).errors?.[0]?.extensions.code ?? 'ok';

  it('is tagged where it is born, sold, and comes to another farm under the same tag', async () => {
    const born = await register();
    expect(born).toEqual({
      data: {
        registerAnimal: {
          earTag: TAG,
          species: 'cattle',
          bornOn: '2026-10-20',
          arrivedOn: '2026-10-20',
          status: 'KEPT',
          leftOn: null,
          farm: { id: FARM },
        },
      },
    });
    expect(await register()).toEqual(born);
    const elsewhere = { farm: OTHER_FARM?.id, arrived: '2026-11-02' };
    expect(await codeOf(register(elsewhere, 'neighbour'))).toBe('CONFLICT');
    const sold = await depart();
    expect(sold.data).toEqual({ recordAnimalDeparture: { status: 'SOLD', leftOn: '2026-11-02' } });
    expect(await depart()).toEqual(sold);
    expect(await codeOf(depart({ reason: 'DIED' }))).toBe('CONFLICT');
    expect(await codeOf(register({ ...elsewhere, arrived: '2026-11-01' }, 'neighbour'))).toBe('BAD_USER_INPUT');
    expect(await codeOf(register({ ...elsewhere, born: '2026-10-21' }, 'neighbour'))).toBe('CONFLICT');
    expect((await register(elsewhere, 'neighbour')).data.registerAnimal).toMatchObject({
      status: 'KEPT',
      leftOn: null,
    });
    expect(await codeOf(depart())).toBe('FORBIDDEN');
    expect(await codeOf(depart({ reason: 'DIED' }, 'neighbour'))).toBe('ok');
    expect(await codeOf(register(elsewhere, 'neighbour'))).toBe('CONFLICT');
  });

  it("is on the farm's list while it is kept", async () => {
    const list = async () =>
      (
        await department
          .as(asks.farmer)
          .entity('Farm', { id: FARM }, 'animals { earTag species } animalsConnection { nodes { earTag } }')
      ).data;
    const before = await list();
    expect(before.animals.map(({ species }: { species: string }) => species)).toEqual(['cattle', 'cattle']);
    await register();
    expect((await list()).animals[0]).toEqual({ earTag: TAG, species: 'cattle' });
    await depart({ reason: 'SLAUGHTERED' });
    const after = await list();
    expect(after.animals).toEqual(before.animals);
    expect(after.animalsConnection.nodes).toHaveLength(3);
  });

  it.each([
    ['a tag that is none', { tag: '42' }, 'earTag'],
    ['a tag of another county', { tag: `2${county === '220103' ? '220104' : '220103'}90000001` }, 'earTag'],
    ['a birth to come', { born: '2026-11-03', arrived: null }, 'bornOn'],
    ['an arrival before birth', { arrived: '2026-10-19' }, 'arrivedOn'],
    ['an arrival to come', { arrived: '2026-11-03' }, 'arrivedOn'],
  ])('is not registered with %s', async (_, over, argument) => {
    expect((await register(over)).errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument });
    expect(await department.em().count(Animal, { earTag: { $in: [TAG, '42'] } })).toBe(0);
  });

  it.each([
    ['a reason that is none', { reason: 'LOST' }, 'reason'],
    ['a day before it came', { on: '2026-10-19' }, 'leftOn'],
    ['a day to come', { on: '2026-11-03' }, 'leftOn'],
  ])('does not leave with %s', async (_, over, argument) => {
    await register();
    expect((await depart(over)).errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument });
  });

  it.each<[Asker, string, string]>([
    ['farmer', 'ok', 'ok'],
    ['cooperative', 'ok', 'ok'],
    ['inspector', 'ok', 'FORBIDDEN'],
    ['landOfficer', 'ok', 'FORBIDDEN'],
    ['police', 'FORBIDDEN', 'FORBIDDEN'],
    ['inspectorOfOtherTown', 'FORBIDDEN', 'FORBIDDEN'],
    ['inspectorWithoutPurpose', 'PURPOSE_REQUIRED', 'FORBIDDEN'],
    ['neighbour', 'FORBIDDEN', 'FORBIDDEN'],
    ['nobody', 'UNAUTHENTICATED', 'UNAUTHENTICATED'],
  ])('is seen by %s: %s, written by: %s', async (who, seen, written) => {
    await register();
    const ask = (tag: string) =>
      department.as(asks[who]).run('query A($t: ID!) { animal(earTag: $t) { species } }', { t: tag });
    const [known, unknown] = [await ask(TAG), await ask('222010299999999')];
    expect(known.errors?.[0]?.extensions.code ?? 'ok').toBe(seen);
    if (seen !== 'ok') expect(unknown.errors?.[0]?.message).toBe(known.errors?.[0]?.message);
    for (const field of ['species', 'bornOn', 'arrivedOn', 'status', 'leftOn', 'farm { id }']) {
      const { errors } = await department.as(asks[who]).entity('Animal', { earTag: TAG }, field);
      expect(errors?.[0]?.extensions.code ?? 'ok').toBe(seen);
    }
    expect(await codeOf(depart({}, who))).toBe(written);
  });
});

describe('an ear tag that eight want at one moment', () => {
  const department = testSubgraph(agriculture, { commits: true, seed: (em) => agriculture.seed(em, city), now: NOW });

  it('goes to one animal, which leaves once', async () => {
    const eight = async (document: string, variables: (n: number) => Record<string, unknown>) =>
      (await Promise.all(Array.from({ length: 8 }, (_, n) => department.as(asks.farmer).run(document, variables(n)))))
        .map(({ errors }) => errors?.[0]?.extensions.code ?? 'ok')
        .sort();
    const born = (n: number) => `2026-10-${10 + n}`;
    const one = [...Array(7).fill('CONFLICT'), 'ok'];
    expect(await eight(REGISTER, (n) => ({ farm: FARM, tag: TAG, born: born(n) }))).toEqual(one);
    expect(await eight(DEPART, (n) => ({ tag: TAG, reason: n % 2 ? 'DIED' : 'SLAUGHTERED' }))).toEqual(
      expect.arrayContaining(['ok', 'CONFLICT']),
    );
    expect(await department.em().count(Animal, { earTag: TAG })).toBe(1);
  });
});
