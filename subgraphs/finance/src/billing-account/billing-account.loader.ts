import { alignRows, defineLoader, type SubgraphContext } from '@citygraph/kit';
import { BillingAccount } from './billing-account.entity.ts';

export const billingAccountOf = defineLoader<string, BillingAccount, SubgraphContext>(async (mrids, { em }) =>
  alignRows(
    mrids,
    await em.find(BillingAccount, { mrid: { $in: [...mrids] } }, { disableIdentityMap: true }),
    ({ mrid }) => mrid,
  ),
);
