import type { City } from '@citygraph/city';
import { insertRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { LegalEntity } from './legal-entity.entity.ts';

export async function seedLegalEntities(em: EntityManager, city: City): Promise<void> {
  const divisionOf = new Map(city.places.map(({ id, division }) => [id, division]));
  await insertRows(
    em,
    LegalEntity,
    city.legalEntities.map(({ uscc, name, status, industryCode, place, representative }) => ({
      uscc,
      name,
      status,
      industryCode,
      placeId: place,
      representativeId: representative,
      division: divisionOf.get(place) ?? null,
    })),
  );
}
