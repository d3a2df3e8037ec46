import { alignRows, defineLoader, findRows, type SubgraphContext } from '@citygraph/kit';
import { BillingAccount } from './billing-account.entity.ts';

export const billingAccountOf = defineLoader<string, BillingAccount, SubgraphContext>(async (mrids, { em }) =>
  alignRows(mrids, await findRows(em, BillingAccount, { mrid: { $in: [...mrids] } }), ({ mrid }) => mrid),
);
