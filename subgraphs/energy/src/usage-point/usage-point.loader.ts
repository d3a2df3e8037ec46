import { alignRows, defineLoader, groupRows, type SubgraphContext } from '@citygraph/kit';
import { livingSharesOf } from '../share/share.loader.ts';
import type { MeterSubject } from './usage-point.access.ts';
import { UsagePoint } from './usage-point.entity.ts';

/** A meter as the rules see it, with its row; null row: there is none. */
export interface Meter extends MeterSubject {
  readonly row: UsagePoint | null;
  /** What finance says was paid, when the graph asked it; null: refused, or not known. */
  readonly paidCents: number | null;
}

const rowOf = defineLoader<string, UsagePoint, SubgraphContext>(async (mrids, { em }) =>
  alignRows(mrids, await em.find(UsagePoint, { mrid: { $in: [...mrids] } }), ({ mrid }) => mrid),
);

const rowsAt = defineLoader<string, UsagePoint[], SubgraphContext>(async (places, { em }) =>
  groupRows(
    places,
    await em.find(UsagePoint, { placeId: { $in: [...places] } }, { orderBy: { commodity: 'asc', mrid: 'asc' } }),
    ({ placeId }) => placeId,
  ),
);

async function meter(
  mrid: string,
  row: UsagePoint | null,
  paidCents: number | null,
  context: SubgraphContext,
): Promise<Meter> {
  const shares = row ? ((await livingSharesOf(context).load(mrid)) ?? []) : [];
  return {
    mrid,
    row,
    paidCents,
    placeId: row?.placeId ?? null,
    operatorUscc: row?.operatorUscc ?? null,
    holderUscc: row?.holderUscc ?? null,
    sharedWith: shares.map(({ granteeUscc }) => granteeUscc),
  };
}

export const meterOf = async (
  mrid: string,
  context: SubgraphContext,
  paidCents: number | null = null,
): Promise<Meter> => meter(mrid, await rowOf(context).load(mrid), paidCents, context);

/** The meters of a place, in the order of commodities. */
export const metersAt = async (place: string, context: SubgraphContext): Promise<Meter[]> =>
  Promise.all(((await rowsAt(context).load(place)) ?? []).map((row) => meter(row.mrid, row, null, context)));
