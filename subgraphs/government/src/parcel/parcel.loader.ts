import { alignRows, defineLoader, findRows, type SubgraphContext } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { Parcel } from './parcel.entity.ts';
import { RightsHolder } from './rights-holder.entity.ts';

/** A parcel with its holders' keys: the subject rules need to know them. */
export type ParcelWithHolders = Parcel & { readonly holders: readonly RightsHolder[] };

export const parcelById = defineLoader<string, ParcelWithHolders, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await withHolders(em, await findRows(em, Parcel, { id: { $in: [...ids] } })), ({ id }) => id),
);

export const parcelByUnitCode = defineLoader<string, ParcelWithHolders, SubgraphContext>(async (codes, { em }) =>
  alignRows(
    codes,
    await withHolders(em, await findRows(em, Parcel, { realEstateUnitCode: { $in: [...codes] } })),
    ({ realEstateUnitCode }) => realEstateUnitCode,
  ),
);

/** One statement for the holders of any number of parcels. */
export async function withHolders(em: EntityManager, parcels: readonly Parcel[]): Promise<ParcelWithHolders[]> {
  const rows = await findRows(
    em,
    RightsHolder,
    { parcelId: { $in: parcels.map(({ id }) => id) } },
    { orderBy: { holder: 'asc' } },
  );
  const holders = Map.groupBy(rows, ({ parcelId }) => parcelId);
  return parcels.map((parcel) => Object.assign(parcel, { holders: holders.get(parcel.id) ?? [] }));
}
