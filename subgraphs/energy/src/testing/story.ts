import { createCity, DEMO_ENTITIES, type UsagePoint } from '@citygraph/city';
import type { Purpose } from '@citygraph/contract';
import { anonymous, officer, resident } from '@citygraph/kit/testing';
import type { Commodity } from '../usage-point/commodity.rules.ts';

/** The city that energy's tests play in, and the people they play with. */
export const city = createCity({ scale: 0.0002 });
export const now = new Date('2026-11-02T09:00:00+08:00');
export const { shop, bank } = DEMO_ENTITIES;

const dwellingOf = (id: string): string => {
  const household = city.residents.find((person) => person.id === id)?.household;
  return city.households.find((candidate) => candidate.id === household)?.dwelling ?? '';
};

/** Where the demo parent lives, and where the demo shop is. */
export const home = dwellingOf(city.demo.parent.resident);
export const farmersHome = dwellingOf(city.demo.farmer.resident);
export const shopPlace = city.legalEntities.find(({ uscc }) => uscc === shop)?.place ?? '';

export function meterAt(place: string, commodity: Commodity): UsagePoint {
  const meter = city.usagePoints.find((point) => point.place === place && point.commodity === commodity);
  if (!meter) throw new Error(`The city has no ${commodity} meter at ${place}.`);
  return meter;
}

export const homeMeter = meterAt(home, 'electricity');
export const shopMeter = meterAt(shopPlace, 'electricity');
export const gridOperator = homeMeter.operator;

export const onCase = (agency: string, purpose: Purpose, subjects: readonly string[], said: Purpose | null = purpose) =>
  officer({ agency, purpose: said, case: { id: 'c', agency, purposes: [purpose], subjects, exp: 4e9 } });

const DEVELOPMENT_REFORM = '11220100MB1C10850B';

export const people = {
  dweller: resident(city.demo.parent.resident, { dwelling: home }),
  spouse: resident('res_spouse', { dwelling: home }),
  neighbour: resident('res_neighbour', { dwelling: 'plc_other' }),
  shopOwner: resident(city.demo['shop-owner'].resident, { represents: [shop] }),
  utility: resident('res_utility', { represents: [gridOperator] }),
  waterUtility: resident('res_water', { represents: [meterAt(home, 'water').operator] }),
  banker: resident('res_banker', { represents: [bank] }),
  farmer: resident(city.demo.farmer.resident, { dwelling: farmersHome, represents: [DEMO_ENTITIES.cooperative] }),
  auditor: onCase(DEVELOPMENT_REFORM, 'energy-audit', [homeMeter.mrid, shop]),
  'auditor without a purpose': onCase(DEVELOPMENT_REFORM, 'energy-audit', [homeMeter.mrid, shop], null),
  'auditor on another case': onCase(DEVELOPMENT_REFORM, 'energy-audit', ['somebody else']),
  lender: onCase(bank, 'credit-assessment', [shop, homeMeter.mrid]),
  nobody: anonymous(),
} as const;
export type Who = keyof typeof people;
export const everybody = Object.keys(people) as Who[];
