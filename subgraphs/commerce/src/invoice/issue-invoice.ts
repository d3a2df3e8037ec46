import { CityGraphError, type Viewer } from '@citygraph/contract';
import { granted, validate } from '@citygraph/kit';
import { type EntityManager, raw, UniqueConstraintViolationException } from '@mikro-orm/sql';
import { z } from 'zod';
import { sellerSide } from '../order/order.access.ts';
import { TradeOrder } from '../order/order.entity.ts';
import { nextNumber } from '../product/counter.entity.ts';
import { Invoice } from './invoice.entity.ts';
import { cityYear, invoiceNumber } from './invoice.rules.ts';
import { Turnover } from './turnover.entity.ts';

const Request = z.strictObject({ orderId: z.string().min(1).max(40) });

/** The seller invoices an order that was shipped, once; a repeat answers the first invoice. Answers its number. */
export async function issueInvoice(
  em: EntityManager,
  viewer: Viewer,
  request: z.infer<typeof Request>,
  now: Date,
): Promise<string> {
  const { orderId } = validate(Request, request);
  const found = await em.findOne(TradeOrder, { id: orderId });
  const order = granted(viewer, sellerSide, found, { argument: 'orderId', what: 'order', now }) as TradeOrder;
  if (order.status === 'PLACED' || order.status === 'CANCELLED') {
    throw new CityGraphError('CONFLICT', `The order is ${order.status}; invoices are issued for what was shipped.`);
  }
  try {
    return await em.transactional(async (inner) => {
      const year = cityYear(now);
      const number = invoiceNumber(year, await nextNumber(inner, 'invoice'));
      const { buyerId, sellerUscc, amountCents } = order;
      await inner.insert(Invoice, { number, orderId, buyerId, sellerUscc, amountCents, issuedAt: now });
      const added = await inner.nativeUpdate(
        Turnover,
        { uscc: sellerUscc, year },
        { amountCents: raw('amount_cents + ?', [amountCents]) },
      );
      if (added === 0) await inner.insert(Turnover, { uscc: sellerUscc, year, amountCents });
      return number;
    });
  } catch (error) {
    if (!(error instanceof UniqueConstraintViolationException)) throw error;
    const first = await em.fork({ keepTransactionContext: true }).findOne(Invoice, { orderId });
    if (first) return first.number;
    throw new CityGraphError('CONFLICT', 'The seller is invoicing at this very moment; try again.');
  }
}
