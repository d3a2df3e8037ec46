import { alignRows, defineLoader, type SubgraphContext } from '@citygraph/kit';
import { LoanProduct } from './loan-product.entity.ts';

export const loanProductById = defineLoader<string, LoanProduct, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await em.find(LoanProduct, { id: { $in: [...ids] } }, { disableIdentityMap: true }), ({ id }) => id),
);
