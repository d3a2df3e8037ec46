import { type EntityManager, LockMode, raw } from '@mikro-orm/sql';
import { DistributedGenerator } from './distributed-generator.entity.ts';
import { GridParcel } from './grid-parcel.entity.ts';

/**
 * What lives on a parcel, with the parcel held until the transaction ends: a store may not be connected while the generator
 * it needs leaves. The write takes the lock on both databases; reading under a lock sees what the last holder committed.
 */
export async function lockParcel(em: EntityManager, parcelId: string): Promise<DistributedGenerator[]> {
  await em.nativeUpdate(GridParcel, { parcelId }, { landUseCode: raw('land_use_code') });
  return em.find(
    DistributedGenerator,
    { parcelId, openTechnology: { $ne: null } },
    { lockMode: LockMode.PESSIMISTIC_WRITE },
  );
}
