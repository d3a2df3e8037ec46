import { type City, opaqueId } from '@citygraph/city';
import { insertRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { Household } from './household.entity.ts';
import { householdDivisions } from './household-divisions.ts';
import { IncomeVerification } from './income-verification.entity.ts';

const BRACKETS = ['BELOW_SUBSISTENCE_LINE', 'UP_TO_1_5_SUBSISTENCE_LINES'] as const;

export async function seedHouseholds(em: EntityManager, city: City): Promise<void> {
  const divisions = householdDivisions(city);
  await insertRows(
    em,
    Household,
    city.households.map(({ id, dwelling }) => ({ id, dwellingId: dwelling, division: divisions.get(id) })) ?? null,
  );
  const civilAffairs = city.agencies.find(({ field }) => field === 'civil-affairs');
  if (!civilAffairs) throw new Error('The city has no Civil Affairs agency to verify incomes.');
  const random = city.random('income-verification');
  const asOf = new Date(`${city.asOf}T09:00:00+08:00`).getTime();
  await insertRows(
    em,
    IncomeVerification,
    city.households
      .filter(({ lowIncome }) => lowIncome)
      .map(({ id }) => ({
        id: opaqueId('inc_', `income-verification ${id}`),
        householdId: id,
        requestedByUscc: civilAffairs.uscc,
        bracket: random.pick(BRACKETS),
        decidedAt: new Date(asOf - random.int(10, 300) * 24 * 60 * 60 * 1000),
      })),
  );
}
