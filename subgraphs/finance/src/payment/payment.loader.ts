import { alignRows, defineLoader, findRows, pageLoader, type SubgraphContext } from '@citygraph/kit';
import { Payment } from './payment.entity.ts';

export const paymentById = defineLoader<string, Payment, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await findRows(em, Payment, { id: { $in: [...ids] } }), ({ id }) => id),
);

const LATEST_FIRST = [
  ['paidAt', 'desc'],
  ['id', 'asc'],
] as const;

export const paymentsOfCard = pageLoader(Payment, { parent: 'cardId', order: LATEST_FIRST });

export const paymentsTo = pageLoader(Payment, { parent: 'payeeUscc', order: LATEST_FIRST });
