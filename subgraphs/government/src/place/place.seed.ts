import type { City } from '@citygraph/city';
import { insertRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { Place } from './place.entity.ts';

export async function seedPlaces(em: EntityManager, city: City): Promise<void> {
  await insertRows(
    em,
    Place,
    city.places.map(({ id, kind, addressText, longitude, latitude, division, parcel }) => ({
      id,
      kind,
      addressText,
      longitude,
      latitude,
      divisionCode: division,
      parcelId: parcel,
    })),
  );
}
