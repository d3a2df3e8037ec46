import { type City, type Product as CityProduct, DEMO_ENTITIES, type LegalEntity, opaqueId } from '@citygraph/city';
import { insertRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { Dispute } from './dispute/dispute.entity.ts';
import { Invoice } from './invoice/invoice.entity.ts';
import { invoiceNumber } from './invoice/invoice.rules.ts';
import { Turnover } from './invoice/turnover.entity.ts';
import { ManufacturingCapability, PROCESSES } from './manufacturing/capability.entity.ts';
import { TradeOrder } from './order/order.entity.ts';
import { COUNTERS, Counter } from './product/counter.entity.ts';
import { Offer } from './product/offer.entity.ts';
import { Product } from './product/product.entity.ts';
import { Carrier } from './shipment/carrier.entity.ts';
import { Shipment } from './shipment/shipment.entity.ts';
import { isLate, ssccOf } from './shipment/shipment.rules.ts';

const DAY_MS = 86_400_000;
/** Every so many residents one has placed an order lately. */
const BUYERS = 0.2;

/** Goods with their offers, half a year of orders with shipments and invoices, firms' turnover, and what manufacturers can do. */
export async function seedCommerce(em: EntityManager, city: City): Promise<void> {
  const licensed = new Map(city.legalEntities.map(({ uscc, licensed: may }) => [uscc, may]));
  await insertRows(
    em,
    Product,
    city.products.map(({ gtin, name, brandOwner }) => ({ gtin, name, brandOwnerUscc: brandOwner })),
  );
  const random = city.random('commerce/offers');
  const offers = city.products.flatMap(({ gtin, sellers, crop }) => {
    const usual = crop === 'ginseng' ? random.int(20_000, 60_000) : random.int(500, 9_000);
    return sellers.map((sellerUscc) => ({
      gtin,
      sellerUscc,
      priceCents: Math.round(usual * (0.9 + random.next() * 0.2)),
      stock: random.int(5, 400),
      licensed: licensed.get(sellerUscc) ?? false,
    }));
  });
  await insertRows(em, Offer, offers);
  await insertRows(
    em,
    Carrier,
    city.legalEntities.filter(working('carrier')).map(({ uscc, name }) => ({ uscc, name })),
  );
  await seedOrders(
    em,
    city,
    new Map(
      offers.filter((offer) => offer.licensed).map((offer) => [`${offer.gtin} ${offer.sellerUscc}`, offer.priceCents]),
    ),
  );
  await seedTurnover(em, city);
  const manufacturers = city.random('commerce/capabilities');
  await insertRows(
    em,
    ManufacturingCapability,
    city.legalEntities.filter(working('manufacturer')).flatMap(({ uscc }) => {
      const first = manufacturers.int(0, PROCESSES.length - 1);
      return [first, (first + 3) % PROCESSES.length].map((at) => {
        const process = PROCESSES[at] ?? 'assembly';
        return {
          id: opaqueId('cap_', `capability ${uscc} ${process}`),
          providerUscc: uscc,
          process,
          assetShellId: manufacturers.chance(0.7) ? `https://aas.example/shells/${uscc}/${process}` : null,
        };
      });
    }),
  );
}

const working =
  (kind: LegalEntity['kind']) =>
  ({ kind: own, status }: LegalEntity): boolean =>
    own === kind && status === 'IN_OPERATION';

async function seedOrders(em: EntityManager, city: City, prices: ReadonlyMap<string, number>): Promise<void> {
  const random = city.random('commerce/orders');
  const asOf = Date.parse(`${city.asOf}T09:00:00+08:00`);
  const year = Number(city.asOf.slice(0, 4));
  const carriers = city.legalEntities.filter(working('carrier')).map(({ uscc }) => uscc);
  const sold = city.products.filter(({ gtin, sellers }) => sellers.some((seller) => prices.has(`${gtin} ${seller}`)));
  const adults = city.residents.filter(({ birthDate }) => Number(birthDate.slice(0, 4)) <= year - 18);
  const [rice] = city.products;
  const purchases = [
    ...Array.from({ length: 6 }, (_, n) => ({
      buyer: city.demo.parent.resident,
      product: n === 0 && rice ? rice : random.pick(sold),
      days: 3 + n * 21,
      n,
    })),
    ...adults
      .filter(() => random.chance(BUYERS))
      .map(({ id }, n) => ({ buyer: id, product: random.pick(sold), days: random.int(1, 180), n: n + 6 })),
  ];
  const rows = purchases.map(({ buyer, product, days, n }) => {
    const seller = sellerOf(product, prices, n === 0 ? DEMO_ENTITIES.shop : null, random.next());
    const unitCents = prices.get(`${product.gtin} ${seller}`) ?? 0;
    const quantity = random.int(1, 4);
    const placedAt = new Date(asOf - days * DAY_MS - random.int(0, 10) * 3_600_000);
    const shippedAt = new Date(
      placedAt.getTime() + (random.chance(0.04) ? random.int(8, 10) : random.int(0, 3)) * DAY_MS + 3_600_000,
    );
    const deliveredAt = new Date(shippedAt.getTime() + random.int(1, 4) * DAY_MS);
    const shipped = shippedAt.getTime() < asOf;
    const delivered = shipped && deliveredAt.getTime() < asOf;
    const status = delivered ? ('DELIVERED' as const) : shipped ? ('SHIPPED' as const) : ('PLACED' as const);
    const id = opaqueId('ord_', `order ${n} ${buyer}`);
    return {
      id,
      buyer,
      seller,
      gtin: product.gtin,
      quantity,
      unitCents,
      placedAt,
      shippedAt,
      deliveredAt,
      shipped,
      delivered,
      status,
    };
  });
  await insertRows(
    em,
    TradeOrder,
    rows.map(({ id, buyer, seller, gtin, quantity, unitCents, placedAt, status, delivered, deliveredAt }) => ({
      id,
      buyerId: buyer,
      sellerUscc: seller,
      gtin,
      quantity,
      unitCents,
      amountCents: unitCents * quantity,
      status,
      placedAt,
      endedAt: delivered ? deliveredAt : null,
    })),
  );
  const shipped = rows.filter((row) => row.shipped);
  await insertRows(
    em,
    Shipment,
    shipped.map(({ id, seller, placedAt, shippedAt, delivered, deliveredAt }, n) => ({
      orderId: id,
      sellerUscc: seller,
      carrierUscc: random.pick(carriers),
      sscc: ssccOf(n + 1),
      status: delivered ? ('DELIVERED' as const) : ('IN_TRANSIT' as const),
      late: isLate(placedAt, shippedAt),
      shippedAt,
      deliveredAt: delivered ? deliveredAt : null,
    })),
  );
  await insertRows(
    em,
    Invoice,
    shipped.map(({ id, buyer, seller, unitCents, quantity, shippedAt }, n) => ({
      number: invoiceNumber(year, n + 1),
      orderId: id,
      buyerId: buyer,
      sellerUscc: seller,
      amountCents: unitCents * quantity,
      issuedAt: shippedAt,
    })),
  );
  await insertRows(
    em,
    Dispute,
    rows
      .filter(({ delivered }) => delivered && random.chance(0.02))
      .map(({ id, buyer, seller, deliveredAt }) => {
        const upheld = random.chance(0.5);
        return {
          id: opaqueId('dsp_', `dispute ${id}`),
          orderId: id,
          openOrderId: null,
          buyerId: buyer,
          sellerUscc: seller,
          grounds: '收到的商品与描述不符，要求退换。',
          status: upheld ? ('UPHELD' as const) : ('DISMISSED' as const),
          answer: '商家已收到并核实情况。',
          decision: upheld ? '支持消费者，商家予以退换。' : '证据不足，不予支持。',
          reportedAt: new Date(deliveredAt.getTime() + DAY_MS),
          closedAt: new Date(deliveredAt.getTime() + 9 * DAY_MS),
        };
      }),
  );
  await insertRows(
    em,
    Counter,
    COUNTERS.map((name) => ({ name, value: name === 'declaration' ? 0 : shipped.length })),
  );
}

function sellerOf(
  product: CityProduct,
  prices: ReadonlyMap<string, number>,
  wanted: string | null,
  luck: number,
): string {
  const may = product.sellers.filter((seller) => prices.has(`${product.gtin} ${seller}`));
  if (wanted && may.includes(wanted)) return wanted;
  return may[Math.floor(luck * may.length)] ?? '';
}

/** A year's invoiced turnover by what such firms sell, in yuan. */
const TURNOVER: Readonly<Partial<Record<LegalEntity['kind'], readonly [low: number, high: number]>>> = {
  shop: [300_000, 8_000_000],
  manufacturer: [2_000_000, 180_000_000],
  farm: [200_000, 5_000_000],
  vendor: [400_000, 20_000_000],
  carrier: [500_000, 30_000_000],
};

async function seedTurnover(em: EntityManager, city: City): Promise<void> {
  const random = city.random('commerce/turnover');
  const running = Number(city.asOf.slice(0, 4));
  const elapsed = (Date.parse(city.asOf) - Date.UTC(running, 0, 1)) / (365 * DAY_MS);
  await insertRows(
    em,
    Turnover,
    city.legalEntities.flatMap(({ uscc, kind, status }) => {
      const span = TURNOVER[kind];
      if (!span || status !== 'IN_OPERATION') return [];
      const usual = random.int(...span) * 100;
      return [
        { uscc, year: running - 2, amountCents: Math.round(usual * 0.93) },
        { uscc, year: running - 1, amountCents: usual },
        { uscc, year: running, amountCents: Math.round(usual * elapsed) },
      ];
    }),
  );
}
