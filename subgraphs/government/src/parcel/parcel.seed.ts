import type { City } from '@citygraph/city';
import { insertRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { Parcel } from './parcel.entity.ts';
import { RightsHolder } from './rights-holder.entity.ts';
import { boundsOf } from './within-area.rules.ts';

export async function seedParcels(em: EntityManager, city: City): Promise<void> {
  const divisionOf = new Map(city.places.map(({ id, division }) => [id, division]));
  await insertRows(
    em,
    Parcel,
    city.parcels.map(({ id, realEstateUnitCode, landUseCode, ring, areaM2, place }) => ({
      id,
      realEstateUnitCode,
      landUseCode,
      areaM2,
      ring: JSON.stringify(ring),
      ...boundsOf(ring),
      division: divisionOf.get(place) ?? null,
      placeId: place,
    })),
  );
  await insertRows(
    em,
    RightsHolder,
    city.parcels.flatMap(({ id, rightsHolders }) =>
      rightsHolders.map((holder) =>
        'resident' in holder
          ? { parcelId: id, holder: holder.resident, kind: 'resident' as const }
          : { parcelId: id, holder: holder.uscc, kind: 'entity' as const },
      ),
    ),
  );
}
