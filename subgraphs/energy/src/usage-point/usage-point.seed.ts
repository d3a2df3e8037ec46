import type { City, UsagePoint as CityPoint, LegalEntity, Place } from '@citygraph/city';
import { insertRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { billFor, closedMonth, monthsLater } from '../bill/bill.rules.ts';
import type { TariffClass } from '../bill/tariff.rules.ts';
import { UtilityBill } from '../bill/utility-bill.entity.ts';
import type { ReadingQuality } from '../meter-reading/meter-reading.rules.ts';
import { RegisterReading } from '../meter-reading/register-reading.entity.ts';
import {
  type Density,
  demoPlaces,
  factorOf,
  HOME_MONTH,
  hourShare,
  readingTimes,
  seasonal,
} from '../seed/load-profile.ts';
import { UsagePoint } from './usage-point.entity.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Months billed to the people that everybody meets, and to the others. */
const DEMO_MONTHS = 4;
const MONTHS = 1;
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

/** Meters with their readings and bills; answers each firm's usual month of electricity. */
export async function seedUsagePoints(em: EntityManager, city: City): Promise<Map<string, number>> {
  const issuedAt = new Date(`${city.asOf}T06:00:00+08:00`);
  const monthOf = new Map<string, number>();
  const save = async (meters: readonly Meter[]): Promise<void> => {
    await insertRows(em, UsagePoint, meters.map(rowOf));
    await insertRows(em, RegisterReading, readingsOf(meters));
    await insertRows(em, UtilityBill, billsOf(meters, issuedAt));
  };
  let some: Meter[] = [];
  for (const meter of readMeters(city)) {
    const { point, firm, month } = meter;
    if (firm && point.commodity === 'electricity') monthOf.set(firm.uscc, month);
    some.push(meter);
    if (some.length === AT_ONCE) {
      await save(some);
      some = [];
    }
  }
  await save(some);
  return monthOf;
}

function rowOf({ point, place, firm, tariffClass, readings }: Meter) {
  const last = readings.at(-1);
  return {
    mrid: point.mrid,
    commodity: point.commodity,
    placeId: point.place,
    villageCode: place.division,
    operatorUscc: point.operator,
    holderUscc: firm?.uscc ?? null,
    tariffClass,
    lastReadAt: last?.at ?? null,
    lastMilli: last?.milli ?? null,
    lastQuality: last?.quality ?? null,
  };
}

interface Meter {
  readonly point: CityPoint;
  readonly place: Place;
  readonly firm: LegalEntity | undefined;
  readonly tariffClass: TariffClass;
  /** Thousandths of a usual month. */
  readonly month: number;
  readonly months: number;
  readonly readings: readonly Reading[];
}

function* readMeters(city: City): Generator<Meter> {
  const placeOf = new Map(city.places.map((place) => [place.id, place]));
  const firmAt = new Map(city.legalEntities.map((firm) => [firm.place, firm]));
  const random = city.random('energy/meters');
  const demo = demoPlaces(city);
  const parentsHome = homeOfParent(city);
  const timesOf = new Map<string, number[]>();
  const times = (months: number, density: Density): number[] => {
    const key = `${months} ${density}`;
    const known = timesOf.get(key) ?? readingTimes(city.asOf, months, density);
    timesOf.set(key, known);
    return known;
  };
  let factor = 1;
  let density: Density = 'months';
  let at = '';
  for (const point of city.usagePoints) {
    const place = placeOf.get(point.place);
    if (!place) continue;
    const firm = firmAt.get(point.place);
    const home = demo.homes.has(point.place);
    const shown = home || demo.firms.has(point.place);
    if (point.place !== at) {
      at = point.place;
      factor = home ? 1 : factorOf(place.kind, firm?.kind, random);
      const daily = shown || (place.kind === 'dwelling' && random.chance(DAILY_SHARE));
      density = point.place === parentsHome ? 'hours' : daily ? 'days' : 'months';
    }
    const months = shown ? DEMO_MONTHS : MONTHS;
    const month = Math.round(HOME_MONTH[point.commodity] * factor);
    yield {
      point,
      place,
      firm,
      tariffClass:
        firm || place.kind === 'agency' ? 'COMMERCIAL' : place.kind === 'field' ? 'AGRICULTURAL' : 'RESIDENTIAL',
      month,
      months,
      readings: read(
        point,
        month,
        place.kind === 'field',
        times(months, density),
        home ? 0 : random.int(1_000, 90_000) * 100,
        random.int(0, 999),
      ),
    };
  }
}

/** What the meter showed at each moment. Whole months are as usual; single days and hours vary. */
function read(
  { mrid, commodity }: CityPoint,
  month: number,
  field: boolean,
  times: readonly number[],
  opening: number,
  salt: number,
): Reading[] {
  let milli = opening;
  return times.map((time, n) => {
    const before = n === 0 ? undefined : times[n - 1];
    const usedMilli = before === undefined ? 0 : used(month, commodity, field, before, time, salt + n);
    milli += usedMilli;
    return {
      mrid,
      at: new Date(time),
      milli,
      quality: (salt + n) % 97 === 0 ? 'ESTIMATED' : 'VALID',
      startedAt: before === undefined ? null : new Date(before),
      usedMilli,
    };
  });
}

function used(month: number, commodity: CityPoint['commodity'], field: boolean, from: number, to: number, n: number) {
  const local = new Date(from + 8 * HOUR_MS);
  const days = new Date(Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + 1, 0)).getUTCDate();
  const flowing = month * seasonal(commodity, field, local.getUTCMonth() + 1);
  const span = (to - from) / DAY_MS;
  if (span > 27) return Math.round(flowing * (span / days));
  // 0.85 to 1.25, without a generator a reading: a fixed walk through the days of a meter.
  const varied = (flowing / days) * (0.85 + ((n * 37) % 41) / 100);
  return Math.round(varied * (span < 1 ? hourShare(from) : span));
}

function* readingsOf(meters: readonly Meter[]): Generator<Reading> {
  for (const { readings } of meters) yield* readings;
}

function* billsOf(meters: readonly Meter[], issuedAt: Date) {
  const last = closedMonth(issuedAt);
  for (const { point, tariffClass, months, readings } of meters) {
    let since = readings[0]?.at ?? null;
    for (let back = months - 1; back >= 0; back--) {
      const bill = billFor({ ...point, tariffClass }, monthsLater(last, -back), since, readings, issuedAt);
      if (!bill) continue;
      since = bill.toAt;
      // Each was issued when its month was over.
      const issued = new Date(bill.toAt.getTime() + 6 * HOUR_MS);
      yield { ...bill, issuedAt: issued };
    }
  }
}

function homeOfParent(city: City): string | undefined {
  const household = city.residents.find(({ id }) => id === city.demo.parent.resident)?.household;
  return city.households.find(({ id }) => id === household)?.dwelling;
}
