import { createCity } from '@citygraph/city';
import { fuzzMutations, resident, testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { UtilityBill } from './bill/utility-bill.entity.ts';
import { DistributedGenerator } from './distributed-generator/distributed-generator.entity.ts';
import { energy } from './index.ts';
import { RegisterReading } from './meter-reading/register-reading.entity.ts';
import { bank, city, gridOperator, home, homeMeter, meterAt, now, people, shop, shopMeter } from './testing/story.ts';
import { UsagePoint } from './usage-point/usage-point.entity.ts';
import { UsageShare } from './usage-share/usage-share.entity.ts';

describe('energy', () => {
  const department = testSubgraph(energy, { seed: (em) => energy.seed(em, city), now });

  it('does every mutation wholly, or refuses it with a code', async () => {
    const parcel = city.parcels.find(({ place }) => place === home);
    const [holder] = parcel?.rightsHolders ?? [];
    const share = await department.em().findOneOrFail(UsageShare, { mrid: shopMeter.mrid });
    const generators = await department.em().find(DistributedGenerator, {});
    const last = (await department.em().findOneOrFail(UsagePoint, { mrid: homeMeter.mrid })).lastMilli ?? 0;
    await fuzzMutations(department, {
      viewers: [
        resident(holder && 'resident' in holder ? holder.resident : 'res_holder', { dwelling: home }),
        people.shopOwner,
        people.utility,
        people.farmer,
        people.nobody,
      ],
      known: {
        mrid: [
          homeMeter.mrid,
          shopMeter.mrid,
          meterAt(home, 'gas').mrid,
          ...generators.map(({ mrid }) => mrid).slice(-3),
        ],
        id: [share.id, 'shr_none'],
        granteeUscc: [bank, shop, gridOperator],
        until: ['2027-03-01T00:00:00+08:00', '2027-04-01T00:00:00+08:00'],
        at: ['2026-11-02T08:00:00+08:00', '2026-11-01T12:00:00+08:00', '2026-11-01T00:00:00+08:00'],
        value: [last / 1000 + 10, last / 1000 + 20, 0],
        removedMeterValue: [null, last / 1000 + 1],
        unit: ['kWh', 'm3'],
        quality: ['VALID', 'SUSPECT'],
        parcelId: [parcel?.id, 'prc_none'],
        kw: [5, 0.5, 7_000],
        reason: ['The line is strong enough.', 'no'],
        stationId: city.chargingStations.slice(0, 2).map(({ id }) => id),
        pricePerKwhCents: [100, 0],
        idempotencyKey: ['a', 'b', null],
      },
    });
  });
});

describe('the seeded meters', () => {
  const department = testSubgraph(energy, { seed: (em) => energy.seed(em, city), now });

  it('are the city’s, each at its place, with a firm where one sits', async () => {
    const points = new Map((await department.em().find(UsagePoint, {})).map((point) => [point.mrid, point]));
    const villageOf = new Map(city.places.map(({ id, division }) => [id, division]));
    const firmAt = new Map(city.legalEntities.map(({ place, uscc }) => [place, uscc]));
    expect(points.size).toBe(city.usagePoints.length);
    for (const { mrid, commodity, place, operator } of city.usagePoints) {
      expect(points.get(mrid)).toMatchObject({
        commodity,
        placeId: place,
        operatorUscc: operator,
        villageCode: villageOf.get(place),
        holderUscc: firmAt.get(place) ?? null,
      });
    }
  });

  it('only count upwards, without a gap, and the last reading is what the point shows', async () => {
    const readings = await department.em().find(RegisterReading, {}, { orderBy: { mrid: 'asc', at: 'asc' } });
    const lastOf = new Map<string, RegisterReading>();
    for (const reading of readings) {
      const before = lastOf.get(reading.mrid);
      if (before) {
        expect(reading.milli - before.milli).toBe(reading.usedMilli);
        expect(reading.startedAt).toEqual(before.at);
        expect(reading.usedMilli).toBeGreaterThanOrEqual(0);
      } else {
        expect(reading).toMatchObject({ startedAt: null, usedMilli: 0 });
      }
      lastOf.set(reading.mrid, reading);
    }
    for (const { mrid, lastReadAt, lastMilli, lastQuality } of await department.em().find(UsagePoint, {})) {
      expect(lastOf.get(mrid)).toMatchObject({ at: lastReadAt, milli: lastMilli, quality: lastQuality });
    }
  });

  it('have a bill for the month that is over, which bills just what they counted', async () => {
    const bills = await department.em().find(UtilityBill, {});
    expect(new Set(bills.filter(({ month }) => month === '2026-10').map(({ mrid }) => mrid)).size).toBe(
      city.usagePoints.length,
    );
    const readings = Map.groupBy(await department.em().find(RegisterReading, {}), ({ mrid }) => mrid);
    for (const [mrid, own] of Map.groupBy(bills, (bill) => bill.mrid)) {
      const counted = readings.get(mrid)?.reduce((sum, { usedMilli }) => sum + usedMilli, 0);
      expect(own.reduce((sum, { usedMilli }) => sum + usedMilli, 0)).toBe(counted);
    }
  });

  it('of homes are billed as the city says, to the cent, and those of firms by the size of firms', async () => {
    const billed = new Map(
      (await department.em().find(UtilityBill, {})).map(({ mrid, month, usedMilli, amountCents }) => [
        `${mrid} ${month}`,
        { use: usedMilli / 1000, amountCents },
      ]),
    );
    expect(billed.size).toBe(city.bills.length);
    const kindOf = new Map(city.places.map(({ id, kind }) => [id, kind]));
    const firms = new Set(city.legalEntities.map(({ place }) => place));
    const placeOf = new Map(city.usagePoints.map(({ mrid, place }) => [mrid, place]));
    for (const { mrid, month, use, amountCents } of city.bills) {
      const place = placeOf.get(mrid) ?? '';
      const bill = billed.get(`${mrid} ${month}`);
      if (kindOf.get(place) === 'dwelling' && !firms.has(place)) expect(bill).toEqual({ use, amountCents });
      else if (firms.has(place)) expect(bill?.use).toBeGreaterThan(use * 2);
      else expect(bill?.use).toBeGreaterThanOrEqual(use);
    }
  });

  it('leave the demo parent to pay what finance does not say was paid', async () => {
    const meters = city.usagePoints.filter(({ place }) => place === home);
    expect(meters.length).toBe(4);
    for (const { mrid } of meters) {
      const own = city.bills.filter((bill) => bill.mrid === mrid);
      const sum = (paid: boolean) =>
        own.filter((bill) => bill.paid === paid).reduce((total, { amountCents }) => total + amountCents, 0);
      const { data } = await department
        .as(people.dweller)
        .entity('UsagePoint', { mrid, paidCents: sum(true) }, 'amountDueCents creditCents');
      expect(data).toEqual({ amountDueCents: sum(false), creditCents: 0 });
      expect(sum(false)).toBeGreaterThan(0);
    }
  });
});

describe('the same city', () => {
  const again = testSubgraph(energy, { seed: (em) => energy.seed(em, createCity({ scale: 0.0002 })), now });
  const first = testSubgraph(energy, { seed: (em) => energy.seed(em, city), now });
  const tables = [
    'usage_point',
    'register_reading',
    'bill',
    'tariff_tier',
    'usage_share',
    'charging_station',
    'distributed_generator',
    'parcel_holder',
    'grid_parcel',
    'firm',
    'energy_year',
  ];

  it.each(tables)('has the same %s', async (table) => {
    const rows = async (department: typeof first) =>
      (await department.em().execute(`select * from ${table}`)).map((row: unknown) => JSON.stringify(row)).sort();
    expect(await rows(again)).toEqual(await rows(first));
    expect((await rows(first)).length).toBeGreaterThan(0);
  });
});

describe('a city seen in the middle of a month', () => {
  const seen = createCity({ scale: 0.0002, asOf: '2026-08-17' });
  const department = testSubgraph(energy, {
    seed: (em) => energy.seed(em, seen),
    now: new Date('2026-08-17T09:00:00+08:00'),
  });

  it('has the bills of July, readings up to that day, and nothing of the future', async () => {
    const months = new Set((await department.em().find(UtilityBill, {})).map(({ month }) => month));
    expect([...months].sort()).toEqual(['2026-04', '2026-05', '2026-06', '2026-07']);
    const [latest] = await department.em().find(RegisterReading, {}, { orderBy: { at: 'desc' }, limit: 1 });
    expect(latest?.at).toEqual(new Date('2026-08-17T00:00:00+08:00'));
  });
});
