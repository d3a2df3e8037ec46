import { createCity, DEMO_ENTITIES, DEMO_PRODUCT } from '@citygraph/city';
import { anonymous, fuzzMutations, officer, resident, testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { TradeDeclaration } from './declaration/trade-declaration.entity.ts';
import { commerce } from './index.ts';
import { TradeOrder } from './order/order.entity.ts';
import { Offer } from './product/offer.entity.ts';

const city = createCity({ scale: 0.0002 });
const now = new Date('2026-11-02T09:00:00+08:00');
const { shop, bank } = DEMO_ENTITIES;
const { gtin } = DEMO_PRODUCT;
const parentId = city.demo.parent.resident;
const carrier =
  city.legalEntities.find(({ kind, status }) => kind === 'carrier' && status === 'IN_OPERATION')?.uscc ?? '';
const MARKET = '11220100MB1C105785';
const onCase = (
  agency: string,
  purpose: 'credit-assessment' | 'tax' | 'consumer-protection',
  subjects: string[] = [shop],
) => officer({ agency, purpose, case: { id: 'c', agency, purposes: [purpose], subjects, exp: 4e9 } });

const people = {
  buyer: resident(parentId),
  guardian: resident('res_g', { guardianOf: [parentId] }),
  seller: resident('res_s', { represents: [shop] }),
  stranger: resident('res_x'),
  inspector: onCase(MARKET, 'consumer-protection'),
  'inspector on another case': onCase(MARKET, 'consumer-protection', ['91220100MA00LFMX24']),
  'inspector of another agency': onCase('11220100MB1C101566', 'consumer-protection'),
  lender: onCase(bank, 'credit-assessment'),
  nobody: anonymous(),
} as const;
type Who = keyof typeof people;

const PLACE =
  'mutation P($g: GTIN!, $q: Int!, $s: USCC!, $k: ID) { placeOrder(gtin: $g, quantity: $q, seller: $s, idempotencyKey: $k) { id status amountCents quantity buyer { id } seller { uscc } product { name } shipment { sscc } invoice { number } } }';
const SHIP =
  'mutation S($o: ID!, $c: USCC!) { shipOrder(orderId: $o, carrier: $c) { status shipment { sscc status carrier { uscc } } } }';
const DELIVER = 'mutation D($o: ID!) { confirmDelivery(orderId: $o) { status shipment { status } } }';
const CANCEL = 'mutation C($o: ID!) { cancelOrder(orderId: $o) { status } }';
const INVOICE = 'mutation I($o: ID!) { issueInvoice(orderId: $o) { number amountCents issuedAt } }';
const DISPUTE = 'mutation R($o: ID!, $g: String!) { reportDispute(orderId: $o, grounds: $g) }';
const DECLARE =
  'mutation X($o: ID!, $c: String!, $h: String!) { declareCrossBorder(orderId: $o, partnerCountry: $c, hsCode: $h) { declarationNo status sscc } }';
const GROUNDS = 'The rice was wet and smelled of mould.';

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

describe('manufacturing for others', () => {
  const department = testSubgraph(commerce, { seed: (em) => commerce.seed(em, city), now });
  const requester = people.seller;
  const offered = async () => {
    for (const process of ['milling', 'optics', 'assembly', 'welding']) {
      const { data } = await department
        .as(anonymous())
        .run('query Q($p: String!) { manufacturingCapabilities(process: $p) { id provider { uscc } assetShellId } }', {
          p: process,
        });
      const [found] = data.manufacturingCapabilities;
      if (found) return found as { id: string; provider: { uscc: string } };
    }
    throw new Error('Nobody offers anything.');
  };
  const request = async (over: Record<string, unknown> = {}, viewer = requester) =>
    department
      .as(viewer)
      .run(
        'mutation R($c: ID!, $r: USCC!, $q: Int!, $d: String!, $n: Date!) { requestQuotation(capabilityId: $c, requester: $r, quantity: $q, description: $d, neededBy: $n) { id status } }',
        { c: (await offered()).id, r: shop, q: 20, d: 'Shelf brackets of steel', n: '2026-12-24', ...over },
      );

  it('goes from a request to completed work, each step by whom it belongs to', async () => {
    const { provider } = await offered();
    const maker = resident('res_m', { represents: [provider.uscc] });
    const { id } = (await request()).data.requestQuotation;
    const quoteAs = (viewer: typeof maker) =>
      department
        .as(viewer)
        .run(
          'mutation Q($i: ID!) { quote(id: $i, unitCents: 1250, validUntil: "2026-11-20T00:00:00+08:00") { status unitCents } }',
          { i: id },
        );
    expect((await quoteAs(requester)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await quoteAs(maker)).data.quote).toEqual({ status: 'QUOTED', unitCents: 1250 });
    const accept = (viewer: typeof maker) =>
      department
        .as(viewer)
        .run('mutation A($i: ID!) { acceptQuotation(id: $i) { id status quotation { status } } }', { i: id });
    expect((await accept(maker)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    const accepted = await accept(requester);
    expect(accepted.data.acceptQuotation).toMatchObject({ status: 'RELEASED', quotation: { status: 'ACCEPTED' } });
    expect((await accept(requester)).errors?.[0]?.extensions.code).toBe('CONFLICT');
    const work = accepted.data.acceptQuotation.id;
    const advance = (viewer: typeof maker, status: string) =>
      department
        .as(viewer)
        .run('mutation V($i: ID!, $s: String!) { advanceWorkOrder(id: $i, status: $s) { status } }', {
          i: work,
          s: status,
        });
    expect((await advance(requester, 'RUNNING')).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await advance(maker, 'COMPLETED')).errors?.[0]?.extensions.code).toBe('CONFLICT');
    expect((await advance(maker, 'RUNNING')).data.advanceWorkOrder.status).toBe('RUNNING');
    expect((await advance(requester, 'CANCELLED')).errors?.[0]?.extensions.code).toBe('CONFLICT');
    expect((await advance(maker, 'COMPLETED')).data.advanceWorkOrder.status).toBe('COMPLETED');
    const seen = await department
      .as(requester)
      .entity(
        'LegalEntity',
        { uscc: shop },
        'workOrdersConnection { nodes { id status } } quotationsConnection { nodes { id } }',
      );
    expect(seen.data).toEqual({
      workOrdersConnection: { nodes: [{ id: work, status: 'COMPLETED' }] },
      quotationsConnection: { nodes: [{ id }] },
    });
    const stranger = await department.as(people.stranger).entity('WorkOrder', { id: work }, 'status');
    expect(stranger.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it('does not hold a price for longer than was said', async () => {
    const { provider } = await offered();
    const { id } = (await request()).data.requestQuotation;
    await department
      .as(resident('res_m', { represents: [provider.uscc] }))
      .run('mutation Q($i: ID!) { quote(id: $i, unitCents: 1, validUntil: "2026-11-03T00:00:00+08:00") { status } }', {
        i: id,
      });
    department.clock.set(new Date('2026-11-04T00:00:00+08:00'));
    const late = await department
      .as(requester)
      .run('mutation A($i: ID!) { acceptQuotation(id: $i) { id } }', { i: id });
    expect(late.errors?.[0]?.message).toContain('no longer holds');
    const gone = await department
      .as(requester)
      .run('mutation W($i: ID!) { withdrawQuotation(id: $i) { status } }', { i: id });
    expect(gone.data.withdrawQuotation.status).toBe('WITHDRAWN');
  });

  it.each<[string, Record<string, unknown>, typeof requester, string]>([
    ['for a firm one does not represent', { r: bank }, requester, 'FORBIDDEN'],
    ['of nothing', { q: 0 }, requester, 'BAD_USER_INPUT'],
    ['for yesterday', { n: '2026-11-01' }, requester, 'BAD_USER_INPUT'],
    ['of nobody', { c: 'cap_none' }, requester, 'NOT_FOUND'],
    ['by nobody', {}, anonymous(), 'UNAUTHENTICATED'],
  ])('refuses a request %s', async (_, over, viewer, code) => {
    expect((await request(over, viewer)).errors?.[0]?.extensions.code).toBe(code);
  });
});

describe('at one moment', () => {
  const department = testSubgraph(commerce, { commits: true, seed: (em) => commerce.seed(em, city), now });
  const codesOf = (answers: readonly { errors?: readonly { extensions: Record<string, unknown> }[] }[]) =>
    answers.map(({ errors }) => (errors ? errors[0]?.extensions.code : 'ok')).sort();

  it('the last units go to whom there are enough for', async () => {
    await department.em().nativeUpdate(Offer, { gtin, sellerUscc: shop }, { stock: 3 });
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        department.as(resident(`res_${i}`)).run(PLACE, { g: gtin, q: 1, s: shop, k: 'k' }),
      ),
    );
    expect(codesOf(answers)).toEqual([...Array(5).fill('CONFLICT'), 'ok', 'ok', 'ok']);
    expect((await department.em().findOneOrFail(Offer, { gtin, sellerUscc: shop })).stock).toBe(0);
  });

  it('an order is shipped or cancelled, not both, and invoiced under one number', async () => {
    await department.em().nativeUpdate(Offer, { gtin, sellerUscc: shop }, { stock: 10 });
    const order = async (k: string): Promise<string> =>
      (await department.as(people.buyer).run(PLACE, { g: gtin, q: 1, s: shop, k })).data.placeOrder.id;
    const contested = await order('a');
    const answers = await Promise.all([
      department.as(people.seller).run(SHIP, { o: contested, c: carrier }),
      department.as(people.buyer).run(CANCEL, { o: contested }),
    ]);
    expect(codesOf(answers)).toEqual(['CONFLICT', 'ok']);
    const sold = await order('b');
    await department.as(people.seller).run(SHIP, { o: sold, c: carrier });
    const invoices = await Promise.all(
      Array.from({ length: 4 }, () => department.as(people.seller).run(INVOICE, { o: sold })),
    );
    expect(new Set(invoices.flatMap(({ data }) => data?.issueInvoice?.number ?? [])).size).toBe(1);
    expect(codesOf(invoices).every((code) => code === 'ok' || code === 'CONFLICT')).toBe(true);
  });
});
