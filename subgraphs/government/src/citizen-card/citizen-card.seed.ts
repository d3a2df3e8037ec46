import type { City } from '@citygraph/city';
import { insertRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { householdDivisions } from '../household/household-divisions.ts';
import { ageOn } from '../resident/resident.rules.ts';
import { CitizenCard } from './citizen-card.entity.ts';

export async function seedCitizenCards(em: EntityManager, city: City): Promise<void> {
  const divisions = householdDivisions(city);
  const random = city.random('citizen-card');
  await insertRows(
    em,
    CitizenCard,
    city.residents.map(({ id, birthDate, household, card }) => ({
      id: card,
      residentId: id,
      status: random.chance(0.02) ? ('SUSPENDED' as const) : ('ACTIVE' as const),
      functions: functionsAt(ageOn(birthDate, city.asOf)),
      division: divisions.get(household) ?? null,
    })),
  );
}

/** What a card is switched on for at an age: social security plus the city's own. */
function functionsAt(age: number): string[] {
  return [
    'SOCIAL_SECURITY',
    'LIBRARY',
    ...(age >= 6 ? ['TRANSIT'] : []),
    ...(age >= 6 && age < 18 ? ['SCHOOL'] : []),
    ...(age >= 16 ? ['PAYMENT'] : []),
    ...(age >= 65 ? ['SENIOR_TRANSIT'] : []),
  ];
}
