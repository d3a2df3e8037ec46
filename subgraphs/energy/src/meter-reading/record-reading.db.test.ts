import { anonymous, resident, testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { EnergyYear } from '../firm/energy-year.entity.ts';
import { energy } from '../index.ts';
import { city, gridOperator, home, homeMeter, meterAt, now, people, shop, shopMeter } from '../testing/story.ts';
import { UsagePoint } from '../usage-point/usage-point.entity.ts';
import { RegisterReading } from './register-reading.entity.ts';

const RECORD =
  'mutation R($m: ID!, $at: DateTime!, $v: Float!, $u: String, $q: String! = "VALID", $r: Float, $x: Boolean! = false, $k: ID) { recordReading(mrid: $m, at: $at, value: $v, unit: $u, quality: $q, removedMeterValue: $r, meterExchanged: $x, idempotencyKey: $k) { latestReading { at value unit quality kind } } }';
const CORRECT =
  'mutation C($m: ID!, $at: DateTime!, $v: Float!) { correctReading(mrid: $m, at: $at, value: $v) { latestReading { value quality } } }';
const AT = '2026-11-02T08:00:00+08:00';

describe('a reading', () => {
  const department = testSubgraph(energy, { seed: (em) => energy.seed(em, city), now });
  const last = async (mrid: string = homeMeter.mrid) =>
    (await department.em().findOneOrFail(UsagePoint, { mrid })).lastMilli ?? 0;
  const record = async (over: Record<string, unknown> = {}, viewer = people.utility) =>
    department
      .as(viewer)
      .run(RECORD, { m: homeMeter.mrid, at: AT, v: ((await last()) + 12_345) / 1000, u: 'kWh', ...over });
  const correct = (over: Record<string, unknown>, viewer = people.utility) =>
    department.as(viewer).run(CORRECT, { m: homeMeter.mrid, at: AT, ...over });
  const intervals = async (from: string, to: string) =>
    (
      await department
        .as(people.dweller)
        .entity(
          'UsagePoint',
          { mrid: homeMeter.mrid },
          `readings(from: "${from}", to: "${to}") { at until value unit kind quality }`,
        )
    ).data.readings;

  it('is recorded by the utility, and the household sees the register and the interval', async () => {
    const value = ((await last()) + 12_345) / 1000;
    const { data, errors } = await record();
    expect(errors).toBeUndefined();
    expect(data.recordReading.latestReading).toEqual({
      at: AT,
      value,
      unit: 'kWh',
      quality: 'VALID',
      kind: 'REGISTER',
    });
    expect((await intervals('2026-11-01T00:00:00+08:00', '2026-11-02T00:00:00+08:00')).at(-1)).toEqual({
      at: '2026-11-01T00:00:00+08:00',
      until: AT,
      value: 12.345,
      unit: 'kWh',
      kind: 'INTERVAL',
      quality: 'VALID',
    });
  });

  it('that is sent twice, with a key or without, is recorded once', async () => {
    const value = (await last()) / 1000 + 5;
    const first = await record({ v: value, k: 'a' });
    expect(await record({ v: value, k: 'a' })).toEqual(first);
    expect(await record({ v: value, k: 'b' })).toEqual(first);
    expect(await department.em().count(RegisterReading, { mrid: homeMeter.mrid, at: new Date(AT) })).toBe(1);
    expect((await record({ v: value + 1 })).errors?.[0]).toMatchObject({
      message: expect.stringContaining('correctReading'),
      extensions: { code: 'CONFLICT', argument: 'at' },
    });
  });

  it('after an exchange of the meter loses nothing of what the old one counted', async () => {
    const removed = (await last()) / 1000 + 3.5;
    expect((await record({ v: 0, r: removed })).errors).toBeUndefined();
    const [interval] = await intervals('2026-11-01T00:00:00+08:00', '2026-11-01T00:00:01+08:00');
    expect(interval).toMatchObject({ value: 3.5, until: AT });
    expect(await last()).toBe(0);
  });

  it('after an exchange at which nobody read the old meter counts nothing until the next', async () => {
    expect((await record({ v: 0.5, u: null, x: true })).errors).toBeUndefined();
    const [interval] = await intervals('2026-11-01T00:00:00+08:00', '2026-11-01T00:00:01+08:00');
    expect(interval).toMatchObject({ value: 0, until: AT });
    expect(await last()).toBe(500);
  });

  it.each<[string, Record<string, unknown>, typeof people.utility, string, string | null]>([
    ['before the last', { at: '2026-10-31T08:00:00+08:00' }, people.utility, 'BAD_USER_INPUT', 'at'],
    ['in the future', { at: '2026-11-02T09:00:01+08:00' }, people.utility, 'BAD_USER_INPUT', 'at'],
    ['that goes back', { v: 0 }, people.utility, 'BAD_USER_INPUT', 'value'],
    ['below nothing', { v: -1 }, people.utility, 'BAD_USER_INPUT', 'value'],
    ['beyond any register', { v: 1e9 }, people.utility, 'BAD_USER_INPUT', 'value'],
    ['with four decimals', { v: 123_456.7891 }, people.utility, 'BAD_USER_INPUT', 'value'],
    ['in another unit', { u: 'm3' }, people.utility, 'BAD_USER_INPUT', 'unit'],
    ['of no quality', { q: 'GOOD' }, people.utility, 'BAD_USER_INPUT', 'quality'],
    ['after removing a meter that counted back', { v: 0, r: 0 }, people.utility, 'BAD_USER_INPUT', 'removedMeterValue'],
    ['of no point', { m: '00000000-0000-8000-8000-000000000000' }, people.utility, 'FORBIDDEN', 'mrid'],
    ['by another utility', {}, people.waterUtility, 'FORBIDDEN', 'mrid'],
    ['by the household', {}, people.dweller, 'FORBIDDEN', 'mrid'],
    ['by nobody', {}, anonymous(), 'UNAUTHENTICATED', null],
  ])('%s is refused, and nothing is left of it', async (_, over, viewer, code, argument) => {
    const before = await department.em().count(RegisterReading, { mrid: homeMeter.mrid });
    const { errors } = await record(over, viewer);
    expect(errors?.[0]?.extensions).toMatchObject({ code, ...(argument ? { argument } : {}) });
    expect(await department.em().count(RegisterReading, { mrid: homeMeter.mrid })).toBe(before);
  });

  it('of a firm counts to its year, and a correction with it', async () => {
    const year = async () => (await department.em().findOneOrFail(EnergyYear, { uscc: shop, year: 2026 })).usedMilli;
    const before = await year();
    const value = (await last(shopMeter.mrid)) / 1000;
    await record({ m: shopMeter.mrid, v: value + 10 });
    expect(await year()).toBe(before + 10_000);
    await correct({ m: shopMeter.mrid, v: value + 4 });
    expect(await year()).toBe(before + 4_000);
  });

  it('of a firm opens a year that nothing was counted to yet', async () => {
    department.clock.set(new Date('2027-01-05T09:00:00+08:00'));
    const value = (await last(shopMeter.mrid)) / 1000;
    await record({ m: shopMeter.mrid, at: '2027-01-04T09:00:00+08:00', v: value + 10 });
    expect((await department.em().findOneOrFail(EnergyYear, { uscc: shop, year: 2027 })).usedMilli).toBe(10_000);
  });

  it('that was suspect is corrected by the utility, down to the reading before and no further', async () => {
    const start = (await last()) / 1000;
    await record({ v: start + 500, q: 'SUSPECT' });
    expect((await correct({ v: start - 0.001 })).errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'value',
    });
    const { data } = await correct({ v: start + 1.5 });
    expect(data.correctReading.latestReading).toEqual({ value: start + 1.5, quality: 'EDITED' });
    const [interval] = await intervals('2026-11-01T00:00:00+08:00', '2026-11-01T00:00:01+08:00');
    expect(interval).toMatchObject({ value: 1.5, quality: 'EDITED' });
    for (const viewer of [people.dweller, people.waterUtility]) {
      expect((await correct({ v: start }, viewer)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    }
  });

  it('that is billed, or is not the last, is not corrected', async () => {
    const billed = await correct({ at: '2026-11-01T00:00:00+08:00', v: 999 });
    expect(billed.errors?.[0]).toMatchObject({
      message: expect.stringContaining('billed'),
      extensions: { code: 'CONFLICT' },
    });
    const older = await correct({ at: '2026-10-01T00:00:00+08:00', v: 999 });
    expect(older.errors?.[0]).toMatchObject({
      message: expect.stringContaining('not the last'),
      extensions: { code: 'CONFLICT' },
    });
  });

  it('is answered by its hour where the meter is read so, from the first moment of a range and before its last', async () => {
    const hours = await intervals('2026-10-31T00:00:00+08:00', '2026-11-01T00:00:00+08:00');
    expect(hours).toHaveLength(24);
    expect(hours[0]).toMatchObject({ at: '2026-10-31T00:00:00+08:00', until: '2026-10-31T01:00:00+08:00' });
    expect(hours.at(-1)).toMatchObject({ at: '2026-10-31T23:00:00+08:00', until: '2026-11-01T00:00:00+08:00' });
    expect(await intervals('2026-10-31T01:00:00+08:00', '2026-10-31T01:00:01+08:00')).toHaveLength(1);
    expect(await intervals('2026-10-31T01:00:01+08:00', '2026-10-31T02:00:00+08:00')).toHaveLength(0);
    // The same moments, said in another zone.
    expect(await intervals('2026-10-30T16:00:00Z', '2026-10-31T16:00:00Z')).toEqual(hours);
  });

  it.each([
    ['from: "2026-11-01T00:00:00+08:00", to: "2026-11-01T00:00:00+08:00"', 'ends before it begins'],
    ['from: "2026-08-01T00:00:00+08:00", to: "2026-10-03T00:00:00+08:00"', 'longer than 62 days'],
  ])('is not asked for by %s', async (range, message) => {
    const { errors } = await department
      .as(people.dweller)
      .entity('UsagePoint', { mrid: homeMeter.mrid }, `readings(${range}) { value }`);
    expect(errors?.[0]).toMatchObject({
      message: expect.stringContaining(message),
      extensions: { code: 'BAD_USER_INPUT', argument: 'to' },
    });
  });

  it('is paged, the latest first, as interval or register, by range and quality', async () => {
    const page = async (args: string) =>
      (
        await department
          .as(people.dweller)
          .entity(
            'UsagePoint',
            { mrid: homeMeter.mrid },
            `readingsConnection(${args}) { nodes { at value kind quality until } pageInfo { hasNextPage endCursor } }`,
          )
      ).data.readingsConnection;
    const all = await department.em().find(RegisterReading, { mrid: homeMeter.mrid }, { orderBy: { at: 'desc' } });
    const seen: { value: number }[] = [];
    for (let after = ''; ; ) {
      const { nodes, pageInfo } = await page(`kind: REGISTER, first: 60${after}`);
      seen.push(...nodes);
      if (!pageInfo.hasNextPage) break;
      after = `, after: "${pageInfo.endCursor}"`;
    }
    expect(seen.map(({ value }) => value)).toEqual(all.map(({ milli }) => milli / 1000));
    // The first reading ends no interval.
    const month = await page('first: 100, to: "2026-09-01T00:00:00+08:00"');
    const used = (month: string) =>
      city.bills.find((bill) => bill.mrid === homeMeter.mrid && bill.month === month)?.use;
    expect(month.nodes).toMatchObject([
      { kind: 'INTERVAL', value: used('2026-08'), until: '2026-09-01T00:00:00+08:00' },
      { kind: 'INTERVAL', value: used('2026-07'), until: '2026-08-01T00:00:00+08:00' },
    ]);
    const estimated = await page('first: 100, quality: "ESTIMATED"');
    expect(estimated.nodes.length).toBe(
      all.filter(({ quality, startedAt }) => quality === 'ESTIMATED' && startedAt).length,
    );
    const { errors } = await department
      .as(people.dweller)
      .entity('UsagePoint', { mrid: homeMeter.mrid }, 'readingsConnection(quality: "BAD") { nodes { at } }');
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'quality' });
  });
});

describe('eight readings at once', () => {
  const department = testSubgraph(energy, { commits: true, seed: (em) => energy.seed(em, city), now });
  const { mrid } = meterAt(home, 'water');
  const reader = resident('res_reader', { represents: [meterAt(home, 'water').operator, gridOperator] });

  it('leave one, and tell the others', async () => {
    const { lastMilli } = await department.em().findOneOrFail(UsagePoint, { mrid });
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        department
          .as(reader)
          .run(RECORD, { m: mrid, at: '2026-11-02T08:00:00+08:00', v: ((lastMilli ?? 0) + 1000 + i) / 1000, u: 'm3' }),
      ),
    );
    const codes = answers.map(({ errors }) => (errors ? errors[0]?.extensions.code : 'ok')).sort();
    expect(codes).toEqual([...Array.from({ length: 7 }, () => 'CONFLICT'), 'ok']);
    const [reading, ...others] = await department
      .em()
      .find(RegisterReading, { mrid, at: new Date('2026-11-02T08:00:00+08:00') });
    expect(others).toEqual([]);
    const point = await department.em().findOneOrFail(UsagePoint, { mrid });
    expect(point.lastMilli).toBe(reading?.milli);
    expect(reading?.usedMilli).toBe((reading?.milli ?? 0) - (lastMilli ?? 0));
  });

  it('under one key are one', async () => {
    const { lastMilli } = await department.em().findOneOrFail(UsagePoint, { mrid: homeMeter.mrid });
    const value = (lastMilli ?? 0) / 1000 + 7;
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        department
          .as(reader)
          .run(RECORD, { m: homeMeter.mrid, at: '2026-11-02T08:00:00+08:00', v: value, u: 'kWh', k: 'one' }),
      ),
    );
    expect(answers.flatMap(({ errors = [] }) => errors)).toEqual([]);
    expect(
      await department.em().count(RegisterReading, { mrid: homeMeter.mrid, at: new Date('2026-11-02T08:00:00+08:00') }),
    ).toBe(1);
  });
});
