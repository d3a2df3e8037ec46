import type { City } from '@citygraph/city';
import { insertRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { householdDivisions } from '../household/household-divisions.ts';
import { Vehicle } from './vehicle.entity.ts';

export async function seedVehicles(em: EntityManager, city: City): Promise<void> {
  const divisions = householdDivisions(city);
  const householdOf = new Map(city.residents.map(({ id, household }) => [id, household]));
  await insertRows(
    em,
    Vehicle,
    city.vehicles.map(({ vin, plate, class: kind, owner }) => ({
      vin,
      electronicPlate: plate,
      class: kind,
      ownerId: owner,
      division: divisions.get(householdOf.get(owner) ?? '') ?? null,
    })),
  );
}
