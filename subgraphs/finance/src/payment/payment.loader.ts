import { alignRows, defineLoader, pageLoader, type SubgraphContext } from '@citygraph/kit';
import { Payment } from './payment.entity.ts';

export const paymentById = defineLoader<string, Payment, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await em.find(Payment, { id: { $in: [...ids] } }), ({ id }) => id),
);

export const paymentsOfCard = pageLoader(Payment, {
  parent: 'cardId',
  order: [
    ['paidAt', 'desc'],
    ['id', 'asc'],
  ],
});
