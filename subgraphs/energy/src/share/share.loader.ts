import { alignRows, defineLoader, groupRows, pageLoader, type SubgraphContext } from '@citygraph/kit';
import { UsageShare } from './usage-share.entity.ts';

/** Shares of a meter that are in force now. */
export const livingSharesOf = defineLoader<string, UsageShare[], SubgraphContext>(async (mrids, { em, clock }) =>
  groupRows(
    mrids,
    await em.find(UsageShare, { mrid: { $in: [...mrids] }, until: { $gt: clock.now() }, endedAt: null }),
    ({ mrid }) => mrid,
  ),
);

export const sharesPage = pageLoader(UsageShare, {
  parent: 'mrid',
  order: [
    ['sharedAt', 'desc'],
    ['id', 'asc'],
  ],
});

export const shareById = defineLoader<string, UsageShare, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await em.find(UsageShare, { id: { $in: [...ids] } }), ({ id }) => id),
);
