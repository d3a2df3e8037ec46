import { officer, resident, testSubgraph } from '@citygraph/kit/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { Dispute } from './dispute/dispute.entity.ts';
import { commerce } from './index.ts';
import { Quotation } from './manufacturing/quotation.entity.ts';
import { WorkOrder } from './manufacturing/work-order.entity.ts';
import { TradeOrder } from './order/order.entity.ts';
import { city, gtin, MARKET, now, onCase, parentId, people, shop } from './testing/traders.ts';

const maker = '91220100MA1C30014B';
const TAX = '11220100MB1C10391P';

/** Everybody who may come; what they are to the order is in the name. */
const viewers = {
  ...people,
  'requester of the work': people.seller,
  'maker of the work': resident('res_m', { represents: [maker] }),
  'tax officer': onCase(TAX, 'tax'),
  'inspector without a purpose': officer({
    agency: MARKET,
    case: { id: 'c', agency: MARKET, purposes: ['consumer-protection'], subjects: [shop], exp: 4e9 },
  }),
} as const;
type Who = keyof typeof viewers;

const EVERYBODY = Object.keys(viewers) as Who[];
const SIGNED_IN = EVERYBODY.filter((who) => who !== 'nobody');
const PARTIES: readonly Who[] = ['buyer', 'guardian', 'seller', 'requester of the work', 'inspector'];
const OF_THE_FIRM: readonly Who[] = ['seller', 'requester of the work'];
const OF_THE_WORK: readonly Who[] = [...OF_THE_FIRM, 'maker of the work'];

interface Row {
  readonly type: string;
  readonly key: () => Record<string, unknown>;
  readonly field: string;
  readonly allowed: readonly Who[];
}

describe('who sees what of commerce', () => {
  const department = testSubgraph(commerce, { seed: (em) => commerce.seed(em, city), now });
  let order: TradeOrder;

  beforeEach(async () => {
    const em = department.em();
    order = await em.findOneOrFail(TradeOrder, { sellerUscc: shop, status: 'DELIVERED' });
    await em.nativeUpdate(TradeOrder, { id: order.id }, { buyerId: parentId });
    await em.execute('update invoice set buyer_id = ? where order_id = ?', [parentId, order.id]);
    await em.insert(Dispute, {
      id: 'dsp_1',
      orderId: order.id,
      openOrderId: order.id,
      buyerId: parentId,
      sellerUscc: shop,
      grounds: 'wet',
      status: 'OPEN',
      answer: null,
      decision: null,
      reportedAt: now,
      closedAt: null,
    });
    await em.insert(Quotation, {
      id: 'quo_1',
      capabilityId: 'cap_1',
      providerUscc: maker,
      requesterUscc: shop,
      quantity: 1,
      description: 'A bracket.',
      neededBy: '2026-12-24',
      status: 'ACCEPTED',
      unitCents: 100,
      validUntil: now,
      requestedAt: now,
    });
    await em.insert(WorkOrder, {
      id: 'wrk_1',
      quotationId: 'quo_1',
      providerUscc: maker,
      requesterUscc: shop,
      status: 'RELEASED',
      releasedAt: now,
      endedAt: null,
    });
  });

  const ofOrder = () => ({ id: order.id });
  const ofShop = () => ({ uscc: shop });
  const table: readonly Row[] = [
    { type: 'Product', key: () => ({ gtin }), field: 'name', allowed: EVERYBODY },
    { type: 'Product', key: () => ({ gtin }), field: 'offers { priceCents }', allowed: EVERYBODY },
    { type: 'LegalEntity', key: ofShop, field: 'tradeIntegrityScore', allowed: EVERYBODY },
    { type: 'Order', key: ofOrder, field: 'status', allowed: PARTIES },
    { type: 'Order', key: ofOrder, field: 'amountCents', allowed: PARTIES },
    { type: 'Order', key: ofOrder, field: 'buyer { id }', allowed: PARTIES },
    { type: 'Order', key: ofOrder, field: 'shipment { sscc }', allowed: PARTIES },
    { type: 'Dispute', key: () => ({ id: 'dsp_1' }), field: 'grounds', allowed: PARTIES },
    { type: 'Resident', key: () => ({ id: parentId }), field: 'orders { id }', allowed: ['buyer', 'guardian'] },
    {
      type: 'Resident',
      key: () => ({ id: parentId }),
      field: 'ordersConnection { nodes { id } }',
      allowed: ['buyer', 'guardian'],
    },
    { type: 'LegalEntity', key: ofShop, field: 'salesConnection { nodes { id } }', allowed: OF_THE_FIRM },
    { type: 'LegalEntity', key: ofShop, field: 'quotationsConnection { nodes { id } }', allowed: OF_THE_FIRM },
    { type: 'LegalEntity', key: ofShop, field: 'workOrdersConnection { nodes { id } }', allowed: OF_THE_FIRM },
    {
      type: 'LegalEntity',
      key: ofShop,
      field: 'invoiceTurnover(year: 2025) { band }',
      allowed: [...OF_THE_FIRM, 'lender', 'tax officer'],
    },
    { type: 'Quotation', key: () => ({ id: 'quo_1' }), field: 'status', allowed: OF_THE_WORK },
    { type: 'Quotation', key: () => ({ id: 'quo_1' }), field: 'unitCents', allowed: OF_THE_WORK },
    { type: 'WorkOrder', key: () => ({ id: 'wrk_1' }), field: 'status', allowed: OF_THE_WORK },
  ];

  const refusalOf = (who: Who): readonly string[] => {
    if (who === 'nobody') return ['UNAUTHENTICATED'];
    return ['FORBIDDEN', 'PURPOSE_REQUIRED'];
  };

  describe.each(table)('$type.$field', ({ type, key, field, allowed }) => {
    it.each(EVERYBODY)('for %s', async (who) => {
      const { data, errors } = await department.as(viewers[who]).entity(type, key(), field);
      const [value] = Object.values(data ?? {});
      if (allowed.includes(who)) {
        expect({ who, errors, isThere: value != null }).toEqual({ who, errors: undefined, isThere: true });
        return;
      }
      expect(value ?? null).toBeNull();
      expect(refusalOf(who)).toContain(errors?.[0]?.extensions.code);
    });
  });

  it('an invoice is also for a tax officer on a case', async () => {
    const { data } = await department.as(people.buyer).entity('Order', ofOrder(), 'invoice { number }');
    const { number } = data.invoice;
    const seen = await Promise.all(
      SIGNED_IN.map(async (who) => {
        const answer = await department.as(viewers[who]).entity('EInvoice', { number }, 'amountCents');
        return answer.errors ? [] : [who];
      }),
    );
    expect(seen.flat().sort()).toEqual([...PARTIES, 'tax officer'].sort());
  });

  it('what does not exist is refused as what is another’s', async () => {
    const message = async (type: string, id: string, field: string) =>
      (await department.as(people.stranger).entity(type, { id }, field)).errors?.[0]?.message.replaceAll(id, '*');
    expect(await message('Order', 'ord_none', 'status')).toBe(await message('Order', order.id, 'status'));
    expect(await message('WorkOrder', 'wrk_none', 'status')).toBe(await message('WorkOrder', 'wrk_1', 'status'));
  });
});
