import type { City } from '@citygraph/city';
import { insertRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { householdDivisions } from '../household/household-divisions.ts';
import { Guardianship } from './guardianship.entity.ts';
import { Resident } from './resident.entity.ts';

export async function seedResidents(em: EntityManager, city: City): Promise<void> {
  const divisions = householdDivisions(city);
  await insertRows(
    em,
    Resident,
    city.residents.map(({ id, idNumber, name, birthDate, sex, household }) => ({
      id,
      idNumber,
      name,
      birthDate,
      sex,
      householdId: household,
      division: divisions.get(household) ?? null,
    })),
  );
  await insertRows(
    em,
    Guardianship,
    city.guardianships.map(({ guardian, ward }) => ({ guardianId: guardian, wardId: ward })),
  );
}
