import { ageOn, type City } from '@citygraph/city';
import { insertRows } from '@citygraph/kit';
import type { EntityData, EntityManager } from '@mikro-orm/sql';
import { DEPOSIT_BANDS, DepositBand } from './deposit-band.entity.ts';

/** Grown-ups have a band, those of low-income households the lowest; children have none. */
export async function seedDepositBands(em: EntityManager, city: City): Promise<void> {
  await insertRows(em, DepositBand, bands(city));
}

function* bands(city: City): Generator<EntityData<DepositBand>> {
  const poor = new Set(city.households.filter(({ lowIncome }) => lowIncome).map(({ id }) => id));
  const random = city.random('finance/deposit bands');
  for (const { id, birthDate, household } of city.residents) {
    if (ageOn(birthDate, city.asOf) < 18) continue;
    yield { residentId: id, band: poor.has(household) ? 'UNDER_10K' : random.pick(DEPOSIT_BANDS) };
  }
}
