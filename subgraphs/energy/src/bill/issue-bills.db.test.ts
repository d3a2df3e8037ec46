import { testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { energy } from '../index.ts';
import { RegisterReading } from '../meter-reading/register-reading.entity.ts';
import { city, homeMeter, now, people } from '../testing/story.ts';
import { UsagePoint } from '../usage-point/usage-point.entity.ts';
import { issueBills } from './issue-bills.ts';
import { UtilityBill } from './utility-bill.entity.ts';

const DECEMBER = new Date('2026-12-01T02:00:00+08:00');
const RECORD =
  'mutation R($m: ID!, $at: DateTime!, $v: Float!, $q: String! = "VALID") { recordReading(mrid: $m, at: $at, value: $v, unit: "kWh", quality: $q) { mrid } }';

describe('bills', () => {
  const department = testSubgraph(energy, { seed: (em) => energy.seed(em, city), now });
  const record = async (at: string, more: number, q = 'VALID') => {
    const { lastMilli } = await department.em().findOneOrFail(UsagePoint, { mrid: homeMeter.mrid });
    const { errors } = await department
      .as(people.utility)
      .run(RECORD, { m: homeMeter.mrid, at, v: (lastMilli ?? 0) / 1000 + more, q });
    expect(errors).toBeUndefined();
  };
  const ask = async (paidCents: number | null, fields = 'amountDueCents creditCents') =>
    (await department.as(people.dweller).entity('UsagePoint', { mrid: homeMeter.mrid, paidCents }, fields)).data;
  const billed = async () => {
    const bills = await department.em().find(UtilityBill, { mrid: homeMeter.mrid });
    return bills.reduce((sum, { amountCents }) => sum + amountCents, 0);
  };

  it('of the demo home are the city’s, of which finance’s seed lets it have paid all but the last', async () => {
    const own = city.bills.filter(({ mrid }) => mrid === homeMeter.mrid).reverse();
    const { bills } = await ask(
      null,
      'bills { month consumption unit amountCents tariff dueOn lines { quantity unitPriceCents amountCents } }',
    );
    expect(bills).toEqual(
      own.map(({ month, use, amountCents }) => ({
        month,
        consumption: use,
        unit: 'kWh',
        amountCents,
        tariff: 'electricity/RESIDENTIAL/2026',
        dueOn: `${month === '2026-10' ? '2026-11' : `2026-${month === '2026-07' ? '08' : month === '2026-08' ? '09' : '10'}`}-21`,
        lines: expect.any(Array),
      })),
    );
    for (const { consumption, amountCents, lines } of bills) {
      const sum = (of: 'quantity' | 'amountCents') =>
        lines.reduce((total: number, line: Record<typeof of, number>) => total + line[of], 0);
      expect(sum('quantity')).toBeCloseTo(consumption, 3);
      expect(sum('amountCents')).toBe(amountCents);
      expect(lines[0].unitPriceCents).toBe(53);
    }
    const paid = own.filter((bill) => bill.paid).reduce((sum, { amountCents }) => sum + amountCents, 0);
    expect(await ask(paid)).toEqual({ amountDueCents: own[0]?.amountCents, creditCents: 0 });
  });

  it('less what was paid are due; too much is a credit; what finance does not say nobody knows', async () => {
    const total = await billed();
    expect(await ask(0)).toEqual({ amountDueCents: total, creditCents: 0 });
    expect(await ask(total)).toEqual({ amountDueCents: 0, creditCents: 0 });
    expect(await ask(total + 250)).toEqual({ amountDueCents: 0, creditCents: 250 });
    expect(await ask(null)).toEqual({ amountDueCents: null, creditCents: null });
  });

  it('are issued for the month that is over, once, from the readings in it', async () => {
    department.clock.set(DECEMBER);
    await record('2026-11-15T00:00:00+08:00', 100);
    await record('2026-11-30T23:00:00+08:00', 50.5);
    await record('2026-12-01T01:00:00+08:00', 3);
    expect(await issueBills(department.em(), DECEMBER)).toBe(1);
    expect(await issueBills(department.em(), DECEMBER)).toBe(0);
    const [bill] = (await ask(null, 'bills(last: 1) { month consumption amountCents fromAt toAt issuedAt dueOn }'))
      .bills;
    expect(bill).toEqual({
      month: '2026-11',
      consumption: 150.5,
      amountCents: 7_977,
      fromAt: '2026-11-01T00:00:00+08:00',
      toAt: '2026-11-30T23:00:00+08:00',
      issuedAt: '2026-12-01T02:00:00+08:00',
      dueOn: '2026-12-21',
    });
  });

  it('of a month without a reading are not made; what it used falls into the next, and a year adds up', async () => {
    department.clock.set(new Date('2027-02-10T02:00:00+08:00'));
    expect(await issueBills(department.em(), DECEMBER)).toBe(0);
    await record('2027-01-20T00:00:00+08:00', 300);
    await record('2027-02-01T00:00:00+08:00', 40, 'SUSPECT');
    expect(await issueBills(department.em(), new Date('2027-02-10T02:00:00+08:00'))).toBe(1);
    await record('2027-02-09T00:00:00+08:00', 5);
    await issueBills(department.em(), new Date('2027-03-02T02:00:00+08:00'));
    const bills = await department.em().find(UtilityBill, { mrid: homeMeter.mrid });
    const readings = await department.em().find(RegisterReading, { mrid: homeMeter.mrid });
    const sum = (rows: readonly { usedMilli: number }[]) => rows.reduce((total, { usedMilli }) => total + usedMilli, 0);
    expect(sum(bills)).toBe(sum(readings));
    expect(bills.map(({ month }) => month)).toEqual(['2026-07', '2026-08', '2026-09', '2026-10', '2027-01', '2027-02']);
  });

  it('are listed by how many one asks for, and paged by year', async () => {
    for (const last of [0, 37]) {
      const { errors } = await department
        .as(people.dweller)
        .entity('UsagePoint', { mrid: homeMeter.mrid }, `bills(last: ${last}) { month }`);
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'last' });
    }
    const { billsConnection } = await ask(
      null,
      'billsConnection(year: 2026, first: 3) { nodes { month } pageInfo { hasNextPage } }',
    );
    expect(billsConnection).toEqual({
      nodes: [{ month: '2026-10' }, { month: '2026-09' }, { month: '2026-08' }],
      pageInfo: { hasNextPage: true },
    });
    expect((await ask(null, 'billsConnection(year: 2025) { nodes { month } }')).billsConnection.nodes).toEqual([]);
  });
});

describe('two processes that bill at once', () => {
  const department = testSubgraph(energy, { commits: true, seed: (em) => energy.seed(em, city), now });

  it('bill everything once', async () => {
    const before = await department.em().count(UtilityBill);
    await department.em().nativeDelete(UtilityBill, { month: '2026-10' });
    const issued = await Promise.all(Array.from({ length: 4 }, () => issueBills(department.em(), now)));
    expect(await department.em().count(UtilityBill)).toBe(before);
    expect(issued.reduce((sum, n) => sum + n, 0)).toBe(await department.em().count(UtilityBill, { month: '2026-10' }));
    const bills = await department.em().find(UtilityBill, { month: '2026-10' });
    const spans = new Set(bills.map(({ mrid, fromAt }) => `${mrid} ${fromAt.getTime()}`));
    expect(spans.size).toBe(bills.length);
  });
});
