import { type City, createCity, DEMO_ENTITIES, ELDER_CHILD, YOUNGER_CHILD } from '@citygraph/city';
import type { CaseAssignment, Purpose } from '@citygraph/contract';
import { officer, resident } from '@citygraph/kit/testing';

/** The tests' city and moment. */
export const city: City = createCity({ scale: 0.0002 });
export const NOW = new Date('2026-11-02T09:00:00+08:00');

export const CIVIL_AFFAIRS = '11220100MB1C101566';
export const { bank: BANK, shop: SHOP, cooperative: COOPERATIVE } = DEMO_ENTITIES;
export const OTHER_BANK =
  city.legalEntities.find(({ kind, status, uscc }) => kind === 'bank' && status === 'IN_OPERATION' && uscc !== BANK)
    ?.uscc ?? '';

const dwellingOf = (id: string): string => {
  const household = city.residents.find((person) => person.id === id)?.household;
  return city.households.find((candidate) => candidate.id === household)?.dwelling ?? '';
};
export const cardOf = (id: string): string => city.residents.find((person) => person.id === id)?.card ?? '';

export const PARENT = city.demo.parent.resident;
export const CHILD = YOUNGER_CHILD.id;
export const HOME = dwellingOf(PARENT);
export const [METER] = city.usagePoints.filter(
  ({ place, commodity }) => place === HOME && commodity === 'electricity',
) as [City['usagePoints'][number]];
export const UTILITY = METER.operator;
/** What was paid for the meter of the demo parent's home, three months of it. */
export const PAID = city.bills
  .filter(({ mrid, paid }) => mrid === METER.mrid && paid)
  .reduce((sum, { amountCents }) => sum + amountCents, 0);

export const caseOf = (agency: string, purpose: Purpose, ...subjects: string[]): CaseAssignment => ({
  id: 'case-1',
  agency,
  purposes: [purpose],
  subjects,
  exp: 4e9,
});
/** Somebody of an agency or bank, on its case about the subjects, for the purpose. */
export const atWork = (agency: string, purpose: Purpose, ...subjects: string[]) =>
  officer({ agency, purpose, case: caseOf(agency, purpose, ...subjects) });

export const parent = resident(PARENT, { guardianOf: [CHILD, ELDER_CHILD.id], dwelling: HOME });
export const child = resident(CHILD, { dwelling: HOME });
/** Lives alone elsewhere; has a card of her own. */
export const STRANGER = city.demo.doctor.resident;
export const stranger = resident(STRANGER, { dwelling: dwellingOf(STRANGER) });
export const shopOwner = resident(city.demo['shop-owner'].resident, { represents: [SHOP] });
export const banker = resident(city.demo.lender.resident, { represents: [BANK] });
export const otherBanker = resident('res_other_banker', { represents: [OTHER_BANK] });
export const utility = resident('res_utility', { represents: [UTILITY] });
export const lender = atWork(BANK, 'credit-assessment', SHOP);
export const farmer = resident(city.demo.farmer.resident, { represents: [COOPERATIVE] });
