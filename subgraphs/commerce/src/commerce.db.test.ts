import { anonymous, fuzzMutations, resident, testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { TradeDeclaration } from './declaration/trade-declaration.entity.ts';
import { commerce } from './index.ts';
import { TradeOrder } from './order/order.entity.ts';
import { Offer } from './product/offer.entity.ts';
import {
  bank,
  CANCEL,
  carrier,
  city,
  DECLARE,
  DELIVER,
  DISPUTE,
  GROUNDS,
  gtin,
  INVOICE,
  now,
  onCase,
  PLACE,
  parentId,
  people,
  SHIP,
  shop,
  type Who,
} from './testing/traders.ts';

describe('commerce', () => {
  const department = testSubgraph(commerce, { seed: (em) => commerce.seed(em, city), now });
  const as = (who: Who) => department.as(people[who]);
  const stock = async () => (await department.em().findOneOrFail(Offer, { gtin, sellerUscc: shop })).stock;
  const place = async (over: Record<string, unknown> = {}, who: Who = 'buyer') =>
    as(who).run(PLACE, { g: gtin, q: 2, s: shop, ...over });
  const placed = async (): Promise<string> => (await place({ k: 'first' })).data.placeOrder.id;
  const shipped = async (): Promise<string> => {
    const id = await placed();
    expect((await as('seller').run(SHIP, { o: id, c: carrier })).errors).toBeUndefined();
    return id;
  };
  const codeOf = (answer: { errors?: readonly { extensions: Record<string, unknown> }[] }) =>
    answer.errors?.[0]?.extensions.code;

  it('lets an order go from placing to delivery, invoiced once', async () => {
    const [before, { priceCents }] = [
      await stock(),
      await department.em().findOneOrFail(Offer, { gtin, sellerUscc: shop }),
    ];
    const first = await place({ k: 'k' });
    expect(first.data.placeOrder).toMatchObject({
      status: 'PLACED',
      quantity: 2,
      amountCents: priceCents * 2,
      buyer: { id: parentId },
      seller: { uscc: shop },
      product: { name: '满仓长粒香大米 5kg' },
      shipment: null,
      invoice: null,
    });
    expect(await place({ k: 'k' })).toEqual(first);
    expect(await stock()).toBe(before - 2);
    const { id } = first.data.placeOrder;
    expect(codeOf(await as('seller').run(INVOICE, { o: id }))).toBe('CONFLICT');
    const way = await as('seller').run(SHIP, { o: id, c: carrier });
    expect(way.data.shipOrder).toMatchObject({
      status: 'SHIPPED',
      shipment: { status: 'IN_TRANSIT', carrier: { uscc: carrier }, sscc: expect.stringMatching(/^\d{18}$/) },
    });
    expect(codeOf(await as('seller').run(SHIP, { o: id, c: carrier }))).toBe('CONFLICT');
    expect(codeOf(await as('buyer').run(CANCEL, { o: id }))).toBe('CONFLICT');
    const invoice = await as('seller').run(INVOICE, { o: id });
    expect(invoice.data.issueInvoice).toMatchObject({
      number: expect.stringMatching(/^\d{20}$/),
      amountCents: priceCents * 2,
    });
    expect((await as('seller').run(INVOICE, { o: id })).data).toEqual(invoice.data);
    expect((await as('buyer').run(DELIVER, { o: id })).data.confirmDelivery).toEqual({
      status: 'DELIVERED',
      shipment: { status: 'DELIVERED' },
    });
    const mine = await as('buyer').entity(
      'Resident',
      { id: parentId },
      'orders { id status } ordersConnection(first: 1) { nodes { id } }',
    );
    expect(mine.data.orders[0]).toEqual({ id, status: 'DELIVERED' });
    expect(mine.data.ordersConnection.nodes).toEqual([{ id }]);
  });

  it('gives the units of a cancelled order back', async () => {
    const before = await stock();
    const id = await placed();
    expect(codeOf(await as('seller').run(CANCEL, { o: id }))).toBe('FORBIDDEN');
    expect((await as('buyer').run(CANCEL, { o: id })).data.cancelOrder.status).toBe('CANCELLED');
    expect(await stock()).toBe(before);
  });

  it.each<[string, Record<string, unknown>, Who, string]>([
    ['of nothing', { q: 0 }, 'buyer', 'BAD_USER_INPUT'],
    ['of less than nothing', { q: -1 }, 'buyer', 'BAD_USER_INPUT'],
    ['of more than there are', { q: 9_999 }, 'buyer', 'CONFLICT'],
    ['at a firm that does not sell it', { s: bank }, 'buyer', 'NOT_FOUND'],
    ['by an officer', {}, 'inspector', 'FORBIDDEN'],
    ['by nobody', {}, 'nobody', 'UNAUTHENTICATED'],
  ])('refuses an order %s', async (_, over, who, code) => {
    expect(codeOf(await place(over, who))).toBe(code);
  });

  it('takes no order at a seller without a licence, and warns of it', async () => {
    await department.em().nativeUpdate(Offer, { gtin, sellerUscc: shop }, { licensed: false });
    expect(codeOf(await place())).toBe('CONFLICT');
    const { data } = await as('nobody').run(
      'query Q($g: GTIN!) { product(gtin: $g) { offers { seller { uscc } notice currency } } }',
      { g: gtin },
    );
    expect(data.product.offers.find(({ seller }: { seller: { uscc: string } }) => seller.uscc === shop)).toMatchObject({
      notice: expect.stringContaining('no living licence'),
      currency: 'CNY',
    });
  });

  const CASES = [
    'status',
    'buyer { id }',
    'product { gtin }',
    'shipment { sscc }',
    'amountCents',
    'disputes { status }',
  ].flatMap((field) =>
    (Object.keys(people) as Who[]).map(
      (who) => [field, who, ['buyer', 'guardian', 'seller', 'inspector'].includes(who)] as const,
    ),
  );
  it.each(CASES)('judges Order { %s } for %s', async (field, who, seen) => {
    const id = await shipped();
    const { data, errors } = await as(who).entity('Order', { id }, field);
    const [name = ''] = field.split(' ');
    if (seen) {
      expect(errors).toBeUndefined();
      expect(data[name]).not.toBeNull();
    } else {
      expect(data).toEqual({ [name]: null });
      expect(codeOf({ errors: errors ?? [] })).toBe(who === 'nobody' ? 'UNAUTHENTICATED' : 'FORBIDDEN');
    }
  });

  it('makes an order that exists and one that does not look alike to others', async () => {
    const id = await placed();
    const ask = async (key: string) =>
      JSON.stringify(await as('stranger').run('query Q($i: ID!) { order(id: $i) { status } }', { i: key }));
    expect(await ask(id)).toBe(await ask('ord_none'));
  });

  it('hears both sides of a dispute, and Market Supervision decides it once', async () => {
    const id = await shipped();
    expect(codeOf(await as('buyer').run(DISPUTE, { o: id, g: 'bad' }))).toBe('BAD_USER_INPUT');
    expect(codeOf(await as('stranger').run(DISPUTE, { o: id, g: GROUNDS }))).toBe('FORBIDDEN');
    const { data } = await as('buyer').run(DISPUTE, { o: id, g: GROUNDS });
    expect((await as('buyer').run(DISPUTE, { o: id, g: GROUNDS })).data).toEqual(data);
    expect(await as('buyer').disclosed(DISPUTE, { o: id, g: GROUNDS })).toEqual({
      subjects: [parentId],
      otherSide: [shop],
      rows: 1,
    });
    expect(codeOf(await as('buyer').run(DISPUTE, { o: id, g: `${GROUNDS} Twice.` }))).toBe('CONFLICT');
    const dispute = data.reportDispute;
    const answer = (who: Who) =>
      as(who).run('mutation A($i: ID!) { answerDispute(id: $i, answer: "We replace it at once.") { status } }', {
        i: dispute,
      });
    expect(codeOf(await answer('buyer'))).toBe('FORBIDDEN');
    expect((await answer('seller')).data.answerDispute.status).toBe('ANSWERED');
    expect(codeOf(await answer('seller'))).toBe('CONFLICT');
    const decide = (who: Who) =>
      as(who).run(
        'mutation D($i: ID!) { decideDispute(id: $i, uphold: true, decision: "Replacement within a week.") { status decision } }',
        { i: dispute },
      );
    for (const who of ['seller', 'inspector on another case', 'inspector of another agency'] as const)
      expect(codeOf(await decide(who))).toBe('FORBIDDEN');
    expect((await decide('inspector')).data.decideDispute).toEqual({
      status: 'UPHELD',
      decision: 'Replacement within a week.',
    });
    expect(codeOf(await decide('inspector'))).toBe('CONFLICT');
    const seen = await as('buyer').run('query Q($i: ID!) { dispute(id: $i) { status grounds answer } }', {
      i: dispute,
    });
    expect(seen.data.dispute).toEqual({ status: 'UPHELD', grounds: GROUNDS, answer: 'We replace it at once.' });
    const again = await as('buyer').run(DISPUTE, { o: id, g: GROUNDS });
    const back = await as('buyer').run('mutation W($i: ID!) { withdrawDispute(id: $i) { status } }', {
      i: again.data.reportDispute,
    });
    expect(back.data.withdrawDispute.status).toBe('WITHDRAWN');
  });

  it('declares for export what was shipped, and takes in what customs answers', async () => {
    const unsent = await placed();
    expect(codeOf(await as('seller').run(DECLARE, { o: unsent, c: 'KR', h: '100630' }))).toBe('CONFLICT');
    await as('seller').run(SHIP, { o: unsent, c: carrier });
    for (const over of [{ c: 'CN' }, { c: 'Korea' }, { h: '77' }, { h: '7701' }]) {
      expect(codeOf(await as('seller').run(DECLARE, { o: unsent, c: 'KR', h: '100630', ...over }))).toBe(
        'BAD_USER_INPUT',
      );
    }
    expect(codeOf(await as('buyer').run(DECLARE, { o: unsent, c: 'KR', h: '100630' }))).toBe('FORBIDDEN');
    const first = await as('seller').run(DECLARE, { o: unsent, c: 'KR', h: '100630' });
    expect(first.data.declareCrossBorder).toMatchObject({
      status: 'DECLARED',
      sscc: expect.stringMatching(/^\d{18}$/),
    });
    expect((await as('seller').run(DECLARE, { o: unsent, c: 'KR', h: '100630' })).data).toEqual(first.data);
    expect(codeOf(await as('seller').run(DECLARE, { o: unsent, c: 'JP', h: '100630' }))).toBe('CONFLICT');
    const { declarationNo } = first.data.declareCrossBorder;
    const { customsReply } = commerce.operations;
    const reply = { declarationNo, release: false, reason: 'The phytosanitary certificate is missing.' };
    expect(await customsReply?.(department.context(people.nobody), reply)).toEqual({ status: 'RETURNED' });
    await expect(customsReply?.(department.context(people.nobody), reply)).rejects.toThrow('waits for an answer');
    await expect(customsReply?.(department.context(people.nobody), { declarationNo: 7 })).rejects.toThrow(
      'declarationNo',
    );
    expect((await department.em().findOneOrFail(TradeDeclaration, { declarationNo })).openOrderId).toBeNull();
    expect((await as('seller').run(DECLARE, { o: unsent, c: 'JP', h: '100630' })).data.declareCrossBorder.status).toBe(
      'DECLARED',
    );
  });

  it('tells turnover as a band, to the firm, a lender and a tax officer on a case', async () => {
    const ask = (viewer: (typeof people)[Who]) =>
      department.as(viewer).entity('LegalEntity', { uscc: shop }, 'invoiceTurnover(year: 2025) { year band }');
    for (const viewer of [people.seller, people.lender, onCase('11220100MB1C10391P', 'tax')]) {
      expect((await ask(viewer)).data.invoiceTurnover).toEqual({
        year: 2025,
        band: expect.stringMatching(/^\d+-\d+$/),
      });
    }
    for (const viewer of [people.buyer, people.inspector, people.stranger]) {
      expect((await ask(viewer)).data.invoiceTurnover).toBeNull();
    }
  });

  it('scores a firm’s trade for anybody, and lists its sales for its own', async () => {
    const { data } = await as('nobody').entity('LegalEntity', { uscc: shop }, 'tradeIntegrityScore');
    expect(
      data.tradeIntegrityScore === null || (data.tradeIntegrityScore >= 0 && data.tradeIntegrityScore <= 100),
    ).toBe(true);
    const sales = await as('seller').entity(
      'LegalEntity',
      { uscc: shop },
      'salesConnection(first: 3, status: "DELIVERED") { nodes { status } }',
    );
    expect(sales.errors).toBeUndefined();
    expect(codeOf(await as('buyer').entity('LegalEntity', { uscc: shop }, 'salesConnection { nodes { id } }'))).toBe(
      'FORBIDDEN',
    );
    expect(
      codeOf(
        await as('seller').entity('LegalEntity', { uscc: shop }, 'salesConnection(status: "LOST") { nodes { id } }'),
      ),
    ).toBe('BAD_USER_INPUT');
  });

  it('needs as many statements for a hundred orders as for one', async () => {
    const orders = await department.em().find(TradeOrder, {}, { limit: 100 });
    const viewer = resident('res_all', { represents: city.legalEntities.map(({ uscc }) => uscc) });
    const ask = (count: number) =>
      department.statements(async () => {
        const { errors } = await department.as(viewer).entities(
          'Order',
          orders.slice(0, count).map(({ id }) => ({ id })),
          'status product { name offers { priceCents } } shipment { sscc } invoice { number } declaration { hsCode } disputes { status }',
        );
        expect(errors).toBeUndefined();
      });
    expect(orders.length).toBeGreaterThan(50);
    expect(await ask(100)).toBe(await ask(1));
  });

  it('does every mutation wholly or refuses it with a code', async () => {
    const id = await shipped();
    const capability = (await as('nobody').run('{ manufacturingCapabilities(process: "optics") { id } }')).data
      .manufacturingCapabilities;
    await fuzzMutations(department, {
      viewers: [people.buyer, people.seller, people.inspector, people.stranger, anonymous()],
      runs: 40,
      known: {
        gtin: [gtin],
        seller: [shop, bank],
        requester: [shop],
        carrier: [carrier],
        orderId: [id, 'ord_none'],
        grounds: [GROUNDS],
        partnerCountry: ['KR', 'CN'],
        hsCode: ['100630'],
        capabilityId: capability.map((one: { id: string }) => one.id),
        description: ['A bracket of steel, drawn.'],
        neededBy: ['2026-12-24'],
        status: ['RUNNING', 'COMPLETED'],
      },
    });
  });
});
