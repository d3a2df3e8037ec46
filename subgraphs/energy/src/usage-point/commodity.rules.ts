import { CityGraphError } from '@citygraph/contract';

/** What a meter measures. */
export const COMMODITIES = ['electricity', 'water', 'gas', 'heat'] as const;
export type Commodity = (typeof COMMODITIES)[number];

export type Unit = 'kWh' | 'm3' | 'GJ';

/** One unit a commodity, as the city's meters are built and its bills are written. */
export const UNIT_OF: Readonly<Record<Commodity, Unit>> = { electricity: 'kWh', water: 'm3', gas: 'm3', heat: 'GJ' };

/** Registers are kept in thousandths of the unit (watt-hours, litres, megajoules), as whole numbers: sums stay exact. */
export const THOUSANDTHS = 1000;

export const fromThousandths = (value: number): number => value / THOUSANDTHS;
export const toThousandths = (value: number): number => Math.round(value * THOUSANDTHS);

export function parseCommodity(text: string): Commodity {
  const commodity = COMMODITIES.find((known) => known === text);
  if (commodity) return commodity;
  throw new CityGraphError(
    'BAD_USER_INPUT',
    `commodity: "${text.slice(0, 20)}" is none; give one of ${COMMODITIES.join(', ')}.`,
    { extensions: { argument: 'commodity' } },
  );
}
