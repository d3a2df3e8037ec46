import { createCity } from '@citygraph/city';
import { anonymous, fuzzMutations, resident, testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { Bill } from '../bill/bill.entity.ts';
import { issueBills } from '../bill/issue-bills.ts';
import { energy } from '../index.ts';
import { UsagePoint } from '../usage-point/usage-point.entity.ts';
import { RegisterReading } from './register-reading.entity.ts';

const city = createCity({ scale: 0.0002 });
const now = new Date('2026-12-02T09:00:00+08:00');
const point = city.usagePoints.find(({ commodity }) => commodity === 'water');
const mrid = point?.mrid ?? '';
const utility = resident('res_u', { represents: [point?.operator ?? ''] });
const farm = city.farms.find(({ plots }) => plots.length > 1);
const farmer = resident(farm?.farmer ?? '');
const parcel = farm?.plots[1]?.parcel ?? '';
const grid = resident('res_grid', {
  represents: [city.usagePoints.find(({ commodity }) => commodity === 'electricity')?.operator ?? ''],
});
const RECORD =
  'mutation R($m: ID!, $at: DateTime!, $v: Float!, $q: String, $x: Boolean, $k: ID) { recordReading(mrid: $m, at: $at, value: $v, quality: $q, meterExchanged: $x, idempotencyKey: $k) { mrid latestReading { at value quality } } }';

describe('a register reading', () => {
  const department = testSubgraph(energy, { seed: (em) => energy.seed(em, city), now });
  const last = async () => (await department.em().findOneOrFail(UsagePoint, { mrid })).lastValue;
  const record = async (over: Record<string, unknown> = {}, viewer = utility) =>
    department
      .as(viewer)
      .run(RECORD, { m: mrid, at: '2026-12-01T00:00:00+08:00', v: (await last()) + 10, q: 'VALID', x: false, ...over });

  it('is reported by the utility, once, and is the latest then', async () => {
    const value = (await last()) + 10;
    const first = await record({ v: value, k: 'k' });
    expect(first.data.recordReading.latestReading).toEqual({
      at: '2026-12-01T00:00:00+08:00',
      value,
      quality: 'VALID',
    });
    expect(await record({ v: value, k: 'k' })).toEqual(first);
    expect(await department.em().count(RegisterReading, { mrid, at: new Date('2026-12-01T00:00:00+08:00') })).toBe(1);
  });

  it.each<[string, Record<string, unknown>, typeof utility, string, string]>([
    ['of the future', { at: '2027-01-01T00:00:00+08:00' }, utility, 'BAD_USER_INPUT', 'at'],
    ['before the last one', { at: '2026-10-01T00:00:00+08:00' }, utility, 'BAD_USER_INPUT', 'at'],
    ['of a register that went back', { v: 0.5 }, utility, 'BAD_USER_INPUT', 'value'],
    ['below nothing', { v: -1 }, utility, 'BAD_USER_INPUT', 'value'],
    ['beyond any register', { v: 1e12 }, utility, 'BAD_USER_INPUT', 'value'],
    ['of unknown quality', { q: 'GOOD' }, utility, 'BAD_USER_INPUT', 'quality'],
    ['by a stranger', {}, resident('res_x'), 'FORBIDDEN', 'mrid'],
    ['of no meter', { m: 'none' }, utility, 'FORBIDDEN', 'mrid'],
  ])('%s is refused', async (_, over, viewer, code, argument) => {
    expect((await record(over, viewer)).errors?.[0]?.extensions).toMatchObject({ code, argument });
  });

  it('of a new meter may begin low, and says so', async () => {
    const { data } = await record({ v: 0.5, x: true });
    expect(data.recordReading.latestReading).toMatchObject({ value: 0.5, quality: 'EXCHANGED' });
  });

  it('at the turn of the month makes a bill, once, whoever issues it again', async () => {
    const before = await department.em().findOneOrFail(UsagePoint, { mrid });
    await record({ v: before.lastValue + 10 });
    expect(await issueBills(department.em(), department.clock)).toBe(1);
    expect(await issueBills(department.em(), department.clock)).toBe(0);
    const bill = await department.em().findOneOrFail(Bill, { mrid, month: '2026-11' });
    expect([bill.consumption, bill.amountCents]).toEqual([10, 3_950]);
    const after = await department.em().findOneOrFail(UsagePoint, { mrid });
    expect(after.billedCents).toBe(before.billedCents + 3_950);
  });

  it('and every other mutation of energy is done wholly or refused with a code', async () => {
    const dweller = resident('res_d', { dwelling: point?.place ?? '' });
    await fuzzMutations(department, {
      viewers: [utility, grid, farmer, dweller, anonymous()],
      known: {
        mrid: [mrid, 'none'],
        parcelId: [parcel],
        technology: ['SOLAR_PV', 'STORAGE'],
        at: ['2026-12-01T00:00:00+08:00', '2026-12-02T08:00:00+08:00'],
        until: ['2027-02-01T00:00:00+08:00'],
        granteeUscc: ['91220100MA1C300226'],
        quality: ['VALID', 'SUSPECT'],
      },
    });
  });
});

describe('a generator', () => {
  const department = testSubgraph(energy, { seed: (em) => energy.seed(em, city), now });
  const apply = (over: Record<string, unknown> = {}, viewer = farmer) =>
    department
      .as(viewer)
      .run(
        'mutation C($p: ID!, $t: DerTechnology!, $kw: Float!, $k: ID) { connectDistributedGenerator(parcelId: $p, technology: $t, kw: $kw, idempotencyKey: $k) { mrid status technology ratedKw parcel { id } } }',
        { p: parcel, t: 'STORAGE', kw: 20, ...over },
      );
  const decide = (id: string, connect: boolean, viewer = grid, reason: string | null = null) =>
    department
      .as(viewer)
      .run(
        'mutation D($m: ID!, $c: Boolean!, $r: String) { decideGridConnection(mrid: $m, connect: $c, reason: $r) { status } }',
        { m: id, c: connect, r: reason },
      );
  const shown = async () =>
    (await department.as(anonymous()).entity('Parcel', { id: parcel }, 'distributedGenerators { technology status }'))
      .data.distributedGenerators;

  it('is applied for by who holds the land, connected by the utility, and taken off the grid again', async () => {
    const before = (await shown()).length;
    const { data } = await apply({ k: 'k' });
    expect(data.connectDistributedGenerator).toMatchObject({ status: 'APPLIED', ratedKw: 20, parcel: { id: parcel } });
    const { mrid: id } = data.connectDistributedGenerator;
    expect((await apply({ k: 'k' })).data.connectDistributedGenerator.mrid).toBe(id);
    expect((await apply({ k: 'other' })).errors?.[0]?.extensions.code).toBe('CONFLICT');
    expect((await decide(id, true, farmer)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await decide(id, true)).data.decideGridConnection.status).toBe('CONNECTED');
    expect((await decide(id, true)).errors?.[0]?.extensions.code).toBe('CONFLICT');
    expect(await shown()).toHaveLength(before + 1);
    const off = (viewer: typeof farmer) =>
      department.as(viewer).run('mutation X($m: ID!) { disconnectGenerator(mrid: $m) { status } }', { m: id });
    expect((await off(resident('res_x'))).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await off(farmer)).data.disconnectGenerator.status).toBe('DISCONNECTED');
    expect((await off(farmer)).errors?.[0]?.extensions.code).toBe('CONFLICT');
    expect(await shown()).toHaveLength(before);
    expect((await apply({ k: 'again' })).errors).toBeUndefined();
  });

  it('that is rejected is told why, and may be applied for again', async () => {
    const { mrid: id } = (await apply()).data.connectDistributedGenerator;
    expect((await decide(id, false)).errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: 'reason',
    });
    expect((await decide(id, false, grid, 'The feeder is full.')).data.decideGridConnection.status).toBe('REJECTED');
    expect((await apply({ k: 'again' })).errors).toBeUndefined();
  });

  it.each<[string, Record<string, unknown>, typeof farmer, string]>([
    ["on a neighbour's land", {}, resident('res_x'), 'FORBIDDEN'],
    ['on no land', { p: 'prc_none' }, farmer, 'FORBIDDEN'],
    ['of no power', { kw: 0 }, farmer, 'BAD_USER_INPUT'],
    ['larger than distributed', { kw: 6_001 }, farmer, 'BAD_USER_INPUT'],
    ['by nobody', {}, anonymous(), 'FORBIDDEN'],
  ])('%s is refused', async (_, over, viewer, code) => {
    const { errors } = await apply(over, viewer);
    expect(errors?.[0]?.extensions.code).toBe(viewer.principal.subject === null ? 'UNAUTHENTICATED' : code);
  });
});

describe('at one moment', () => {
  const department = testSubgraph(energy, { commits: true, seed: (em) => energy.seed(em, city), now });

  it('two readings of one meter leave one, and the register never goes back', async () => {
    const { lastValue } = await department.em().findOneOrFail(UsagePoint, { mrid });
    const answers = await Promise.all(
      [5, 3, 9, 1].map((more, i) =>
        department.as(utility).run(RECORD, {
          m: mrid,
          at: '2026-12-01T00:00:00+08:00',
          v: lastValue + more,
          q: 'VALID',
          x: false,
          k: `k${i}`,
        }),
      ),
    );
    const codes = answers.map(({ errors }) => (errors ? errors[0]?.extensions.code : 'ok'));
    expect(codes.filter((code) => code === 'ok')).toHaveLength(1);
    expect(codes.every((code) => ['ok', 'CONFLICT', 'BAD_USER_INPUT'].includes(String(code)))).toBe(true);
    expect(
      await department.em().count(RegisterReading, { mrid, at: { $gte: new Date('2026-12-01T00:00:00+08:00') } }),
    ).toBe(1);
  });

  it('a month is billed once, though two processes issue bills', async () => {
    const issued = await Promise.all([1, 2, 3].map(() => issueBills(department.em(), department.clock)));
    expect(issued.reduce((sum, n) => sum + n, 0)).toBe(1);
    expect(await department.em().count(Bill, { mrid, month: '2026-11' })).toBe(1);
  });

  it('one of many applications for a generator on one parcel is taken', async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, i) =>
        department
          .as(farmer)
          .run(
            'mutation C($p: ID!, $k: ID) { connectDistributedGenerator(parcelId: $p, technology: STORAGE, kw: 5, idempotencyKey: $k) { mrid } }',
            { p: parcel, k: `k${i}` },
          ),
      ),
    );
    const codes = answers.map(({ errors }) => (errors ? errors[0]?.extensions.code : 'ok')).sort();
    expect(codes).toEqual([...Array(5).fill('CONFLICT'), 'ok']);
  });
});
