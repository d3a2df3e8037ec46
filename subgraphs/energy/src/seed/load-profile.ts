import type { City, LegalEntityKind, Place, Random } from '@citygraph/city';
import type { Commodity } from '../usage-point/commodity.rules.ts';

/**
 * A home's month in thousandths of the unit, before its own factor: 196 kWh, 10 m3, 18 m3, 10 GJ. The people that everybody
 * meets use just that until the last month, which is what finance's seed lets them have paid.
 */
export const HOME_MONTH: Readonly<Record<Commodity, number>> = {
  electricity: 196_000,
  water: 10_000,
  gas: 18_000,
  heat: 10_000,
};

/** How many homes' electricity a place uses; firms by what they do. */
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
const PLACE_FACTOR: Readonly<Partial<Record<Place['kind'], readonly [number, number]>>> = {
  agency: [10, 40],
  field: [1, 3],
};

/** Heating lasts from 20 October to 6 April; pumps run in the growing season. Share of the month in which `commodity` flows. */
export function seasonal(commodity: Commodity, field: boolean, month: number): number {
  if (commodity === 'heat') return month === 10 ? 0.35 : month >= 11 || month <= 3 ? 1 : month === 4 ? 0.2 : 0;
  if (field) return month >= 5 && month <= 9 ? 1 : 0.05;
  return 1;
}

/** Thousandths a usual month, drawn once a place so that its meters agree with one another. */
export function factorOf(kind: Place['kind'], firm: LegalEntityKind | undefined, random: Random): number {
  const [low, high] = (firm ? (FIRM_FACTOR[firm] ?? SHOP_FACTOR) : PLACE_FACTOR[kind]) ?? [0.4, 1.6];
  return low + random.next() * (high - low);
}

/** Hour of the day, by its weight: people cook, come home, sleep. */
const HOURS = [3, 2, 2, 2, 2, 3, 6, 8, 5, 4, 4, 5, 6, 4, 4, 4, 5, 8, 10, 11, 10, 8, 6, 4] as const;
const HOURS_SUM = HOURS.reduce((sum, weight) => sum + weight, 0);

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Part of a day's consumption that flows in the hour that begins at a moment. */
export const hourShare = (moment: number): number =>
  (HOURS[new Date(moment + 8 * HOUR_MS).getUTCHours()] ?? 0) / HOURS_SUM;

/** How densely a meter was read: at the beginnings of months, of the last 31 days' days too, of the last 7 days' hours too. */
export type Density = 'months' | 'days' | 'hours';

/** Moments of the readings, ascending: the beginnings of the months since `monthsBack`, then of days and hours. */
export function readingTimes(asOf: string, monthsBack: number, density: Density): number[] {
  const end = Date.parse(`${asOf}T00:00:00+08:00`);
  const [year = 0, month = 0] = asOf.split('-').map(Number);
  const times = new Set<number>();
  for (let back = monthsBack; back >= 0; back--) times.add(Date.UTC(year, month - 1 - back, 1) - 8 * HOUR_MS);
  if (density !== 'months') for (let day = 31; day >= 0; day--) times.add(end - day * DAY_MS);
  if (density === 'hours') for (let hour = 7 * 24; hour >= 0; hour--) times.add(end - hour * HOUR_MS);
  return [...times].filter((time) => time <= end).sort((a, b) => a - b);
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
