import { alignRows, defineLoader, findRows, type SubgraphContext } from '@citygraph/kit';
import { LoanProduct } from './loan-product.entity.ts';

export const loanProductById = defineLoader<string, LoanProduct, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await findRows(em, LoanProduct, { id: { $in: [...ids] } }), ({ id }) => id),
);
