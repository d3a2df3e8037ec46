import { CityGraphError, parseGtin, parseUscc, type Viewer } from '@citygraph/contract';
import { idempotent, living, newId, validate } from '@citygraph/kit';
import { type EntityManager, raw } from '@mikro-orm/sql';
import { z } from 'zod';
import { Offer } from '../product/offer.entity.ts';
import { TradeOrder } from './order.entity.ts';

const Purchase = z.strictObject({
  gtin: z.string(),
  quantity: z.int().min(1, 'give 1 or more').max(10_000, 'give at most 10000'),
  seller: z.string(),
});

/** A resident buys. The price is the offer's of this moment; of many who want the last units those get them who come first. Answers the order's id. */
export async function placeOrder(
  em: EntityManager,
  viewer: Viewer,
  purchase: z.infer<typeof Purchase>,
  key: string | null,
  now: Date,
): Promise<string> {
  const input = validate(Purchase, purchase);
  const gtin = parseGtin(input.gtin);
  const sellerUscc = parseUscc(input.seller);
  const { quantity } = input;
  const isLiving = living(TradeOrder, { status: { $ne: 'CANCELLED' } });
  const request = { operation: 'placeOrder', key, viewer, input, now, isLiving };
  return idempotent(em, request, async (inner) => {
    const { resident: buyerId } = viewer.principal;
    if (buyerId === null) throw new CityGraphError('FORBIDDEN', 'Orders are placed by residents; sign in as one.');
    const offer = await inner.findOne(Offer, { gtin, sellerUscc });
    if (!offer) {
      throw new CityGraphError('NOT_FOUND', `seller: ${sellerUscc} does not sell ${gtin}; see the product's offers.`, {
        extensions: { argument: 'seller' },
      });
    }
    if (!offer.licensed) {
      throw new CityGraphError('CONFLICT', 'The seller holds no living licence for this trade; choose another offer.');
    }
    const taken = await inner.nativeUpdate(
      Offer,
      { gtin, sellerUscc, stock: { $gte: quantity } },
      { stock: raw('stock - ?', [quantity]) },
    );
    if (taken === 0)
      throw new CityGraphError('CONFLICT', `There are not ${quantity} left; order fewer or choose another offer.`);
    const id = newId('ord_');
    await inner.insert(TradeOrder, {
      id,
      buyerId,
      sellerUscc,
      gtin,
      quantity,
      unitCents: offer.priceCents,
      amountCents: offer.priceCents * quantity,
      status: 'PLACED',
      placedAt: now,
    });
    return id;
  });
}
