import { createCity, DEMO_ENTITIES, DEMO_FARM, DEMO_PLOT, DEMO_PRODUCT } from '@citygraph/city';
import type { Purpose, Viewer } from '@citygraph/contract';
import { anonymous, officer, resident } from '@citygraph/kit/testing';
import { MARKET_SUPERVISION, NATURAL_RESOURCES } from '../farm/farm.access.ts';
import { MARKETS } from '../market-price/market-price.rules.ts';

export const city = createCity({ scale: 0.0002 });
/** The tests' day: a Monday after the harvest. */
export const NOW = new Date('2026-11-02T09:00:00+08:00');

export const FARM = DEMO_FARM;
/** Rice, harvested; maize, still standing; soybean, harvested. */
export const [RICE_PLOT = '', MAIZE_PLOT = '', SOY_PLOT = ''] =
  city.farms.find(({ id }) => id === DEMO_FARM)?.plots.map(({ id }) => id) ?? [];
export const FARMER = city.demo.farmer.resident;
export const { gtin: RICE, lot: RICE_LOT } = DEMO_PRODUCT;
export const COOPERATIVE = DEMO_ENTITIES.cooperative;
export const SHOP = DEMO_ENTITIES.shop;
const policy = city.cropPolicies.find(({ farm }) => farm === DEMO_FARM);
export const POLICY = policy?.id ?? '';
export const SUM_INSURED = policy?.sumInsuredCents ?? 0;
export const INSURER = policy?.insurer ?? '';
export const OTHER_INSURER = city.cropPolicies.find(({ insurer }) => insurer !== INSURER)?.insurer ?? '';
export const CARRIER =
  city.legalEntities.find(({ kind, status }) => kind === 'carrier' && status === 'IN_OPERATION')?.uscc ?? '';
/** Somebody else's farm with its first plot. */
export const OTHER_FARM = city.farms.find(
  ({ id, farmer, operator }) => id !== FARM && farmer !== FARMER && operator !== COOPERATIVE,
);
export const OTHER_PLOT = OTHER_FARM?.plots[0]?.id ?? '';

const placeOf = (uscc: string): string => city.legalEntities.find((entity) => entity.uscc === uscc)?.place ?? '';
export const BARN = placeOf(COOPERATIVE);
export const SHELF = placeOf(SHOP);
export const villageOf = (place: string): string => city.places.find(({ id }) => id === place)?.division ?? '';
export const FIELD =
  city.farms.find(({ id }) => id === DEMO_FARM)?.plots.find(({ id }) => id === DEMO_PLOT)?.place ?? '';

/** An officer of an agency at work on a case that names these. */
export const atWork = (
  agency: string,
  purpose: Purpose,
  subjects: readonly string[],
  divisionPrefix: string | null = null,
): Viewer =>
  officer({
    agency,
    purpose,
    divisionPrefix,
    case: { id: 'c', agency, purposes: [purpose], subjects, exp: NOW.getTime() / 1000 + 86_400 },
  });

/** Everybody who might ask about the demo farm, by what they are to it. */
export const asks = {
  nobody: anonymous(),
  farmer: resident(FARMER),
  /** Stands for the cooperative, and has no farm. */
  cooperative: resident('res_chair', { represents: [COOPERATIVE] }),
  shopkeeper: resident('res_shop', { represents: [SHOP] }),
  carrier: resident('res_carrier', { represents: [CARRIER] }),
  insurer: resident('res_insurer', { represents: [INSURER] }),
  otherInsurer: resident('res_insurer2', { represents: [OTHER_INSURER] }),
  neighbour: resident(OTHER_FARM?.farmer ?? 'res_none'),
  stranger: resident('res_stranger', { represents: [city.legalEntities[0]?.uscc ?? ''] }),
  inspector: atWork(MARKET_SUPERVISION, 'market-supervision', [FARM, RICE, COOPERATIVE, ...MARKETS]),
  inspectorOnOtherCase: atWork(MARKET_SUPERVISION, 'market-supervision', ['farm_other']),
  inspectorOfOtherTown: atWork(
    MARKET_SUPERVISION,
    'market-supervision',
    [FARM, RICE, COOPERATIVE, ...MARKETS],
    '999999',
  ),
  inspectorOfTheVillage: atWork(MARKET_SUPERVISION, 'market-supervision', [FARM], villageOf(FIELD)),
  inspectorWithoutPurpose: {
    ...atWork(MARKET_SUPERVISION, 'market-supervision', [FARM, RICE, ...MARKETS]),
    purpose: null,
  },
  landOfficer: atWork(NATURAL_RESOURCES, 'city-management', [FARM]),
  /** Police is not competent, whatever its case says. */
  police: atWork('11220100MB1C10084D', 'market-supervision', [FARM, RICE, ...MARKETS]),
  adjuster: atWork(INSURER, 'insurance-claim', [FARM]),
  disasterOfficer: atWork('11220100MB1C10711L', 'insurance-claim', [FARM]),
} as const satisfies Record<string, Viewer>;

export type Asker = keyof typeof asks;
