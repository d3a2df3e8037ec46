import type { City, Bill as CityBill, UsagePoint as CityPoint, LegalEntity, Place } from '@citygraph/city';
import { insertRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { billFor, monthStart, monthsLater } from '../bill/bill.rules.ts';
import type { TariffClass, Tariffs } from '../bill/tariff.rules.ts';
import { UtilityBill } from '../bill/utility-bill.entity.ts';
import type { ReadingQuality } from '../meter-reading/meter-reading.rules.ts';
import { RegisterReading } from '../meter-reading/register-reading.entity.ts';
import { type Density, demoPlaces, factorOf, readingTimes, shareBy } from '../seed/load-profile.ts';
import { THOUSANDTHS } from './commodity.rules.ts';
import { UsagePoint } from './usage-point.entity.ts';

const HOUR_MS = 3_600_000;
/** Meters kept in memory at once. */
const AT_ONCE = 2_000;
/** One dwelling in twenty has a meter that is read every day. */
const DAILY_SHARE = 0.05;

interface Reading {
  readonly mrid: string;
  readonly at: Date;
  readonly milli: number;
  readonly quality: ReadingQuality;
  readonly startedAt: Date | null;
  readonly usedMilli: number;
}

interface MonthOfUse {
  readonly month: string;
  readonly usedMilli: number;
}

interface Meter {
  readonly point: CityPoint;
  readonly place: Place;
  readonly firm: LegalEntity | undefined;
  readonly farmer: string | null;
  readonly tariffClass: TariffClass;
  readonly months: readonly MonthOfUse[];
  readonly readings: readonly Reading[];
}

/**
 * Meters with their readings and bills. Homes and fields use what the city's bills say, which is what finance lets them have
 * paid; firms many times that. Answers each firm's last month of electricity.
 */
export async function seedUsagePoints(em: EntityManager, city: City, tariffs: Tariffs): Promise<Map<string, number>> {
  const monthOf = new Map<string, number>();
  const save = async (meters: readonly Meter[]): Promise<void> => {
    await insertRows(em, UsagePoint, meters.map(rowOf));
    await insertRows(em, RegisterReading, readingsOf(meters));
    await insertRows(em, UtilityBill, billsOf(meters, tariffs));
  };
  let some: Meter[] = [];
  for (const meter of readMeters(city)) {
    const { point, firm, months } = meter;
    if (firm && point.commodity === 'electricity') monthOf.set(firm.uscc, months.at(-1)?.usedMilli ?? 0);
    some.push(meter);
    if (some.length === AT_ONCE) {
      await save(some);
      some = [];
    }
  }
  await save(some);
  return monthOf;
}

function rowOf({ point, place, firm, farmer, tariffClass, readings }: Meter) {
  const last = readings.at(-1);
  return {
    mrid: point.mrid,
    commodity: point.commodity,
    placeId: point.place,
    villageCode: place.division,
    operatorUscc: point.operator,
    holderUscc: firm?.uscc ?? null,
    holderId: farmer,
    tariffClass,
    lastReadAt: last?.at ?? null,
    lastMilli: last?.milli ?? null,
    lastQuality: last?.quality ?? null,
  };
}

function* readMeters(city: City): Generator<Meter> {
  const placeOf = new Map(city.places.map((place) => [place.id, place]));
  const firmAt = new Map(city.legalEntities.map((firm) => [firm.place, firm]));
  const farmerAt = new Map(
    city.farms.flatMap(({ farmer, plots }) => plots.map(({ place }) => [place, farmer] as const)),
  );
  const random = city.random('energy/meters');
  const timesOf = densities(city);
  const billsOf = billsInOrder(city.bills);
  let factor = 1;
  let daily = false;
  let at = '';
  for (const point of city.usagePoints) {
    const bills = billsOf(point.mrid);
    const place = placeOf.get(point.place);
    const [first] = bills;
    if (!place || !first) continue;
    const firm = firmAt.get(place.id);
    if (place.id !== at) {
      at = place.id;
      factor = factorOf(place.kind, firm?.kind, random);
      daily = place.kind === 'dwelling' && random.chance(DAILY_SHARE);
    }
    const times = point.commodity === 'electricity' ? factor : Math.sqrt(factor);
    const months = bills.map(({ month, use }) => ({ month, usedMilli: Math.round(use * THOUSANDTHS * times) }));
    yield {
      point,
      place,
      firm,
      farmer: farmerAt.get(place.id) ?? null,
      tariffClass: classOf(place, firm),
      months,
      readings: read(
        point.mrid,
        months,
        timesOf(place.id, daily, first.month),
        random.int(1_000, 90_000) * 100,
        random.int(0, 999),
      ),
    };
  }
}

const classOf = ({ kind }: Place, firm: LegalEntity | undefined): TariffClass =>
  firm || kind === 'agency' ? 'COMMERCIAL' : kind === 'field' ? 'AGRICULTURAL' : 'RESIDENTIAL';

/** The city has its bills in the order of its meters: one walk through both. */
function billsInOrder(bills: readonly CityBill[]): (mrid: string) => readonly CityBill[] {
  let next = 0;
  return (mrid) => {
    const first = next;
    while (bills[next]?.mrid === mrid) next++;
    return bills.slice(first, next);
  };
}

/** When the meters of a place were read: where demo people are every day, where the demo parent lives every hour. */
function densities(city: City): (place: string, daily: boolean, firstMonth: string) => readonly number[] {
  const { homes, firms } = demoPlaces(city);
  const household = city.residents.find(({ id }) => id === city.demo.parent.resident)?.household;
  const parentsHome = city.households.find(({ id }) => id === household)?.dwelling;
  const known = new Map<string, readonly number[]>();
  return (place, daily, firstMonth) => {
    const density: Density =
      place === parentsHome ? 'hours' : daily || homes.has(place) || firms.has(place) ? 'days' : 'months';
    const key = `${firstMonth} ${density}`;
    const times = known.get(key) ?? readingTimes(city.asOf, firstMonth, density);
    known.set(key, times);
    return times;
  };
}

/** What the meter showed at each moment: the months' use exactly where they turn, and on its way in between. */
function read(
  mrid: string,
  months: readonly MonthOfUse[],
  times: readonly number[],
  opening: number,
  salt: number,
): Reading[] {
  let before: { at: Date; milli: number } | null = null;
  return times.map((time, n) => {
    const at = new Date(time);
    const milli = opening + usedBy(months, time, salt);
    const reading: Reading = {
      mrid,
      at,
      milli,
      quality: (salt + n) % 97 === 0 ? 'ESTIMATED' : 'VALID',
      startedAt: before?.at ?? null,
      usedMilli: before ? milli - before.milli : 0,
    };
    before = { at, milli };
    return reading;
  });
}

/** Used since the first month began; the running month goes on like the last. */
function usedBy(months: readonly MonthOfUse[], time: number, salt: number): number {
  let used = 0;
  for (const { month, usedMilli } of months) {
    if (time < monthStart(monthsLater(month, 1)).getTime())
      return used + Math.round(usedMilli * shareBy(month, time, salt));
    used += usedMilli;
  }
  const last = months.at(-1);
  return last ? used + Math.round(last.usedMilli * shareBy(monthsLater(last.month, 1), time, salt)) : used;
}

function* readingsOf(meters: readonly Meter[]): Generator<Reading> {
  for (const { readings } of meters) yield* readings;
}

function* billsOf(meters: readonly Meter[], tariffs: Tariffs) {
  for (const { point, tariffClass, months, readings } of meters) {
    let since = readings[0]?.at ?? null;
    for (const { month } of months) {
      const issuedAt = new Date(monthStart(monthsLater(month, 1)).getTime() + 6 * HOUR_MS);
      const bill = billFor(tariffs, { ...point, tariffClass }, month, since, readings, issuedAt);
      if (!bill) continue;
      since = bill.toAt;
      yield bill;
    }
  }
}
