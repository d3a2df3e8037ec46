import { CityGraphError, parseUscc, type Viewer } from '@citygraph/contract';
import { granted, type SubjectRule, validate } from '@citygraph/kit';
import { type EntityManager, raw } from '@mikro-orm/sql';
import { z } from 'zod';
import { nextNumber } from '../product/counter.entity.ts';
import { Offer } from '../product/offer.entity.ts';
import { Carrier } from '../shipment/carrier.entity.ts';
import { Shipment } from '../shipment/shipment.entity.ts';
import { isLate, ssccOf } from '../shipment/shipment.rules.ts';
import { buyerSide, sellerSide, type TradeSubject } from './order.access.ts';
import { type OrderStatus, TradeOrder } from './order.entity.ts';

const OrderId = z.strictObject({ orderId: z.string().min(1).max(40) });

/** The buyer takes the order back while it has not been shipped; its units can be bought again. Answers its id. */
export async function cancelOrder(
  em: EntityManager,
  viewer: Viewer,
  input: z.infer<typeof OrderId>,
  now: Date,
): Promise<string> {
  const { orderId } = validate(OrderId, input);
  await em.transactional(async (inner) => {
    const order = await claimed(inner, viewer, orderId, buyerSide, now);
    await advance(inner, order, 'PLACED', { status: 'CANCELLED', endedAt: now });
    const { gtin, sellerUscc, quantity } = order;
    await inner.nativeUpdate(Offer, { gtin, sellerUscc }, { stock: raw('stock + ?', [quantity]) });
  });
  return orderId;
}

const Dispatch = z.strictObject({ orderId: z.string().min(1).max(40), carrier: z.string() });

/** The seller hands the goods to a carrier, under a shipping container code of their own. Answers the order's id. */
export async function shipOrder(
  em: EntityManager,
  viewer: Viewer,
  dispatch: z.infer<typeof Dispatch>,
  now: Date,
): Promise<string> {
  const { orderId, carrier } = validate(Dispatch, dispatch);
  const carrierUscc = parseUscc(carrier);
  await em.transactional(async (inner) => {
    const order = await claimed(inner, viewer, orderId, sellerSide, now);
    if (!(await inner.findOne(Carrier, { uscc: carrierUscc }))) {
      throw new CityGraphError('NOT_FOUND', `carrier: ${carrierUscc} is no carrier of the city.`, {
        extensions: { argument: 'carrier' },
      });
    }
    await advance(inner, order, 'PLACED', { status: 'SHIPPED' });
    await inner.insert(Shipment, {
      orderId,
      sellerUscc: order.sellerUscc,
      carrierUscc,
      sscc: ssccOf(await nextNumber(inner, 'sscc')),
      status: 'IN_TRANSIT',
      late: isLate(order.placedAt, now),
      shippedAt: now,
    });
  });
  return orderId;
}

/** The buyer says that the goods have come. Answers the order's id. */
export async function confirmDelivery(
  em: EntityManager,
  viewer: Viewer,
  input: z.infer<typeof OrderId>,
  now: Date,
): Promise<string> {
  const { orderId } = validate(OrderId, input);
  await em.transactional(async (inner) => {
    const order = await claimed(inner, viewer, orderId, buyerSide, now);
    await advance(inner, order, 'SHIPPED', { status: 'DELIVERED', endedAt: now });
    await inner.nativeUpdate(Shipment, { orderId }, { status: 'DELIVERED', deliveredAt: now });
  });
  return orderId;
}

async function claimed(
  em: EntityManager,
  viewer: Viewer,
  id: string,
  rule: SubjectRule<TradeSubject>,
  now: Date,
): Promise<TradeOrder> {
  return granted(viewer, rule, await em.findOne(TradeOrder, { id }), {
    argument: 'orderId',
    what: 'order',
    now,
  }) as TradeOrder;
}

async function advance(
  em: EntityManager,
  { id, status }: TradeOrder,
  from: OrderStatus,
  to: { readonly status: OrderStatus; readonly endedAt?: Date },
): Promise<void> {
  if ((await em.nativeUpdate(TradeOrder, { id, status: from }, to)) > 0) return;
  throw new CityGraphError(
    'CONFLICT',
    `The order is not ${from} but ${status}, or has just changed; look at it again.`,
  );
}
