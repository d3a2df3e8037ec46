import { alignRows, defineLoader, findRows, groupRows, type SubgraphContext } from '@citygraph/kit';
import { UsageShare } from '../usage-share/usage-share.entity.ts';
import type { ShareSubject } from './usage-point.access.ts';
import { UsagePoint } from './usage-point.entity.ts';

const sharesOf = defineLoader<string, UsageShare[], SubgraphContext>(async (mrids, { em }) =>
  groupRows(
    mrids,
    await findRows(
      em,
      UsageShare,
      { mrid: { $in: [...mrids] }, openGrantee: { $ne: null } },
      { orderBy: { sharedAt: 'desc', id: 'asc' } },
    ),
    ({ mrid }) => mrid,
  ),
);

const rowByMrid = defineLoader<string, UsagePoint, SubgraphContext>(async (mrids, { em }) =>
  alignRows(mrids, await findRows(em, UsagePoint, { mrid: { $in: [...mrids] } }), ({ mrid }) => mrid),
);

const rowsAt = defineLoader<string, UsagePoint[], SubgraphContext>(async (places, { em }) =>
  groupRows(
    places,
    await findRows(em, UsagePoint, { placeId: { $in: [...places] } }, { orderBy: { commodity: 'asc', mrid: 'asc' } }),
    ({ placeId }) => placeId,
  ),
);

/** A point with whom its consumption is shared with: what the subject rules judge. */
export type SharedPoint = UsagePoint & { readonly shares: readonly ShareSubject[] };

export async function withShares(point: UsagePoint, context: SubgraphContext): Promise<SharedPoint> {
  return Object.assign(point, { shares: (await sharesOf(context).load(point.mrid)) ?? [] });
}

export async function pointByMrid(mrid: string, context: SubgraphContext): Promise<SharedPoint | null> {
  const [row] = await Promise.all([rowByMrid(context).load(mrid), sharesOf(context).load(mrid)]);
  return row && withShares(row, context);
}

export async function pointsAtPlace(place: string, context: SubgraphContext): Promise<SharedPoint[]> {
  return Promise.all(((await rowsAt(context).load(place)) ?? []).map((point) => withShares(point, context)));
}
