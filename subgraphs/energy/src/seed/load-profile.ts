import type { City, LegalEntityKind, Place, Random } from '@citygraph/city';
import { monthStart, monthsLater } from '../bill/bill.rules.ts';

/** How many homes' worth of electricity a place uses; firms by what they do. Of water, gas and heat it is the square root of that. */
const FIRM_FACTOR: Readonly<Partial<Record<LegalEntityKind, readonly [number, number]>>> = {
  manufacturer: [150, 2_500],
  hospital: [300, 1_200],
  utility: [200, 900],
  school: [15, 60],
  farm: [8, 40],
  bank: [12, 50],
  carrier: [10, 60],
};
const SHOP_FACTOR = [6, 30] as const;
const AGENCY_FACTOR = [10, 40] as const;

/** Drawn once a place, so that its meters agree with one another. A home, or a pump in a field, uses what the city's bills say. */
export function factorOf(kind: Place['kind'], firm: LegalEntityKind | undefined, random: Random): number {
  const range = firm ? (FIRM_FACTOR[firm] ?? SHOP_FACTOR) : kind === 'agency' ? AGENCY_FACTOR : null;
  return range === null ? 1 : range[0] + random.next() * (range[1] - range[0]);
}

/** Hour of the day, by its weight: people cook, come home, sleep. */
const HOURS = [3, 2, 2, 2, 2, 3, 6, 8, 5, 4, 4, 5, 6, 4, 4, 4, 5, 8, 10, 11, 10, 8, 6, 4] as const;
const HOURS_SUM = HOURS.reduce((sum, weight) => sum + weight, 0);

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * What of a month's use had flowed by a moment in it, 0 to 1: days weigh 0.85 to 1.25, a walk without a draw a day that begins
 * where `salt` says, and hours as people live.
 */
export function shareBy(month: string, moment: number, salt: number): number {
  const begin = monthStart(month).getTime();
  const days = Math.round((monthStart(monthsLater(month, 1)).getTime() - begin) / DAY_MS);
  const past = Math.floor((moment - begin) / DAY_MS);
  const weight = (day: number): number => 0.85 + (((salt + day) * 37) % 41) / 100;
  let [flowed, all] = [0, 0];
  for (let day = 0; day < days; day++) {
    if (day < past) flowed += weight(day);
    all += weight(day);
  }
  const hours = Math.floor((moment - begin - past * DAY_MS) / HOUR_MS);
  const today = HOURS.slice(0, hours).reduce((sum, part) => sum + part, 0) / HOURS_SUM;
  return past >= days ? 1 : (flowed + today * weight(past)) / all;
}

/** How densely a meter was read: at the beginnings of months, of the last 31 days' days too, of the last 7 days' hours too. */
export type Density = 'months' | 'days' | 'hours';

/** Moments of the readings, ascending: the beginnings of the months since the first billed one, then of days and hours. */
export function readingTimes(asOf: string, firstMonth: string, density: Density): number[] {
  const end = Date.parse(`${asOf}T00:00:00+08:00`);
  const begin = monthStart(firstMonth).getTime();
  const times = new Set<number>();
  for (let month = firstMonth; monthStart(month).getTime() <= end; month = monthsLater(month, 1)) {
    times.add(monthStart(month).getTime());
  }
  if (density !== 'months') for (let day = 31; day >= 0; day--) times.add(end - day * DAY_MS);
  if (density === 'hours') for (let hour = 7 * 24; hour >= 0; hour--) times.add(end - hour * HOUR_MS);
  return [...times].filter((time) => time >= begin).sort((a, b) => a - b);
}

/** The dwellings and firms of the people that everybody meets. */
export function demoPlaces(city: City): { homes: Set<string>; firms: Set<string> } {
  const householdOf = new Map(city.residents.map(({ id, household }) => [id, household]));
  const dwellingOf = new Map(city.households.map(({ id, dwelling }) => [id, dwelling]));
  const represented = new Set(Object.values(city.demo).flatMap(({ represents }) => represents));
  return {
    homes: new Set(
      Object.values(city.demo).map(({ resident }) => dwellingOf.get(householdOf.get(resident) ?? '') ?? ''),
    ),
    firms: new Set(city.legalEntities.filter(({ uscc }) => represented.has(uscc)).map(({ place }) => place)),
  };
}
