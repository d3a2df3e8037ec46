import { alignRows, defineLoader, findRows, pageLoader, type SubgraphContext } from '@citygraph/kit';
import { TradeOrder } from './order.entity.ts';

export const orderById = defineLoader<string, TradeOrder, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await findRows(em, TradeOrder, { id: { $in: [...ids] } }), ({ id }) => id),
);

const latestFirst = [
  ['placedAt', 'desc'],
  ['id', 'asc'],
] as const;

export const ordersOfBuyer = pageLoader(TradeOrder, { parent: 'buyerId', order: latestFirst });
export const salesOf = pageLoader(TradeOrder, { parent: 'sellerUscc', order: latestFirst });
