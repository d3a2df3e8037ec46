import { createCity, DEMO_ENTITIES } from '@citygraph/city';
import { anonymous, fuzzMutations, officer, resident, testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { finance } from '../index.ts';
import { LedgerEntry } from '../wallet/ledger-entry.entity.ts';
import { Wallet } from '../wallet/wallet.entity.ts';

const city = createCity({ scale: 0.0002 });
const now = new Date('2026-11-02T09:00:00+08:00');
const { resident: parentId } = city.demo.parent;
const parentRow = city.residents.find(({ id }) => id === parentId);
const card = parentRow?.card ?? '';
const home = city.households.find(({ id }) => id === parentRow?.household);
const dwelling = home?.dwelling ?? '';
const [meter] = city.usagePoints.filter(({ place }) => place === dwelling);
const mrid = meter?.mrid ?? '';
const operator = meter?.operator ?? '';
const parent = resident(parentId, { dwelling });
const child = home?.members.at(-1) ?? '';
const childCard = city.residents.find(({ id }) => id === child)?.card ?? '';
const guardian = resident(parentId, { dwelling, guardianOf: [child] });
const utility = resident('res_boss', { represents: [operator] });
const teller = officer({ agency: DEMO_ENTITIES.bank });

const PAY =
  'mutation P($m: ID!, $c: ID!, $a: Cents!, $k: ID!) { payBill(usagePointMrid: $m, cardId: $c, amountCents: $a, idempotencyKey: $k) { id status amountCents paidAt payee { uscc } usagePoint { mrid } } }';
const REFUND = 'mutation R($id: ID!) { refundPayment(id: $id) { id status refundedAt } }';
const TOP_UP =
  'mutation T($c: ID!, $a: Cents!, $r: String!) { topUpCard(cardId: $c, amountCents: $a, bankReference: $r) { id } }';

type Department = ReturnType<typeof testSubgraph>;
const ledgerSum = async (department: Department, cardId: string): Promise<number> => {
  const entries = await department.em().find(LedgerEntry, { cardId });
  return entries.reduce((sum, { amountCents }) => sum + amountCents, 0);
};
const balance = async (department: Department, cardId: string): Promise<number> =>
  (await department.em().findOneOrFail(Wallet, { cardId })).balanceCents;

describe('a bill', () => {
  const department = testSubgraph(finance, { seed: (em) => finance.seed(em, city), now });
  const pay = (over: Record<string, unknown> = {}, viewer = parent) =>
    department.as(viewer).run(PAY, { m: mrid, c: card, a: 1_000, k: 'k', ...over });
  const paid = async (viewer = parent): Promise<number> =>
    (await department.as(viewer).entity('UsagePoint', { mrid }, 'paidCents')).data.paidCents;

  it('is paid from the card, once, with one ledger entry, and counts as paid for the meter', async () => {
    const [before, paidBefore] = [await balance(department, card), await paid()];
    const { data, errors } = await pay();
    expect(errors).toBeUndefined();
    expect(data.payBill).toMatchObject({
      status: 'SETTLED',
      amountCents: 1_000,
      paidAt: '2026-11-02T09:00:00+08:00',
      payee: { uscc: operator },
      usagePoint: { mrid },
    });
    expect(await balance(department, card)).toBe(before - 1_000);
    expect(await paid()).toBe(paidBefore + 1_000);
    expect(await department.em().count(LedgerEntry, { reference: data.payBill.id })).toBe(1);
    const seen = await department
      .as(parent)
      .entity(
        'CitizenCard',
        { id: card },
        'balanceCents payments(last: 1) { id } ledgerConnection(first: 1) { nodes { kind amountCents } }',
      );
    expect(seen.data).toEqual({
      balanceCents: before - 1_000,
      payments: [{ id: data.payBill.id }],
      ledgerConnection: { nodes: [{ kind: 'PAYMENT', amountCents: -1_000 }] },
    });
  });

  it('sent again under its key is the same payment; another sum under that key is a conflict', async () => {
    const first = await pay();
    const after = await balance(department, card);
    expect(await pay()).toEqual(first);
    expect((await pay({ a: 2_000 })).errors?.[0]?.extensions.code).toBe('CONFLICT');
    expect(await balance(department, card)).toBe(after);
  });

  it('is never paid with money that is not there', async () => {
    const before = await balance(department, card);
    const { errors } = await pay({ a: before + 1 });
    expect(errors?.[0]).toMatchObject({
      message: `The card does not hold ${before + 1} cents; top it up first.`,
      extensions: { code: 'CONFLICT' },
    });
    expect(await balance(department, card)).toBe(before);
    expect((await pay({ a: before, k: 'all of it' })).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect((await pay({ a: before, k: 'all-of-it' })).errors).toBeUndefined();
    expect(await balance(department, card)).toBe(0);
  });

  it.each<[string, Record<string, unknown>, typeof parent, string]>([
    ['of nothing', { a: 0 }, parent, 'BAD_USER_INPUT'],
    ['of less than nothing', { a: -5 }, parent, 'BAD_USER_INPUT'],
    ['of more than a hundred thousand yuan', { a: 10_000_001 }, parent, 'BAD_USER_INPUT'],
    ['of a meter that nobody bills', { m: 'no-such-meter' }, parent, 'NOT_FOUND'],
    ["from a neighbour's card", {}, resident('res_x', { dwelling }), 'FORBIDDEN'],
    ['from a card that is none', { c: 'card_none' }, parent, 'FORBIDDEN'],
    ['by an officer', {}, teller, 'FORBIDDEN'],
    ['by nobody', {}, anonymous(), 'UNAUTHENTICATED'],
  ])('%s is refused', async (_, over, viewer, code) => {
    const before = await balance(department, card);
    expect((await pay(over, viewer)).errors?.[0]?.extensions.code).toBe(code);
    expect(await balance(department, card)).toBe(before);
  });

  it("may be paid from a ward's card by the guardian", async () => {
    await department.as(teller).run(TOP_UP, { c: childCard, a: 5_000, r: 'REF-000001' });
    const { data, errors } = await pay({ c: childCard, a: 500 }, guardian);
    expect(errors).toBeUndefined();
    expect(data.payBill.status).toBe('SETTLED');
    expect((await pay({ c: childCard, a: 500, k: 'k2' }, parent)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });

  it('is refunded by the utility alone, whole and once', async () => {
    const before = await balance(department, card);
    const paidBefore = await paid();
    const { id } = (await pay()).data.payBill;
    for (const viewer of [parent, resident('res_x'), teller]) {
      expect((await department.as(viewer).run(REFUND, { id })).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    }
    const first = await department.as(utility).run(REFUND, { id });
    expect(first.data.refundPayment).toEqual({ id, status: 'REFUNDED', refundedAt: '2026-11-02T09:00:00+08:00' });
    expect((await department.as(utility).run(REFUND, { id })).errors?.[0]?.extensions.code).toBe('CONFLICT');
    expect([await balance(department, card), await paid()]).toEqual([before, paidBefore]);
  });

  it("books a bank's reference once, by a bank's staff only", async () => {
    const before = await balance(department, card);
    const top = (viewer: typeof parent, over = {}) =>
      department.as(viewer).run(TOP_UP, { c: card, a: 700, r: 'REF-000002', ...over });
    expect((await top(teller)).errors).toBeUndefined();
    expect(
      (await top(officer({ agency: DEMO_ENTITIES.bank, subject: 'sub-colleague' }))).errors?.[0]?.extensions.code,
    ).toBe('CONFLICT');
    expect(
      (await top(officer({ agency: DEMO_ENTITIES.hospital }), { r: 'REF-000003' })).errors?.[0]?.extensions.code,
    ).toBe('FORBIDDEN');
    expect((await top(parent, { r: 'REF-000004' })).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await top(teller, { r: 'x' })).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(await balance(department, card)).toBe(before + 700);
  });

  it('leaves every balance the sum of its ledger, whatever is done in whatever order', async () => {
    const ids: string[] = [];
    const step = fc.oneof(
      fc.record({
        do: fc.constant('pay' as const),
        a: fc.integer({ min: 1, max: 40_000 }),
        k: fc.integer({ min: 0, max: 5 }),
      }),
      fc.record({ do: fc.constant('refund' as const), at: fc.nat(5) }),
      fc.record({
        do: fc.constant('top-up' as const),
        a: fc.integer({ min: 1, max: 9_000 }),
        r: fc.integer({ min: 0, max: 3 }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        for (const one of steps) {
          if (one.do === 'pay') {
            const { data } = await pay({ a: one.a, k: `p${one.k}` });
            if (data?.payBill) ids.push(data.payBill.id);
          } else if (one.do === 'refund') {
            await department.as(utility).run(REFUND, { id: ids[one.at] ?? 'pay_none' });
          } else {
            await department.as(teller).run(TOP_UP, { c: card, a: one.a, r: `REF-10000${one.r}` });
          }
        }
        expect(await balance(department, card)).toBe(await ledgerSum(department, card));
        expect(await balance(department, card)).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 15, seed: 7 },
    );
  });

  it('and every other mutation of finance is done wholly or refused with a code', async () => {
    const { id } = (await pay()).data.payBill;
    const { data } = await department.as(anonymous()).run('{ loanProducts(purpose: "trade") { id } }');
    const { data: applied } = await department
      .as(resident('res_boss', { represents: [DEMO_ENTITIES.shop] }))
      .run('mutation A($p: ID!, $u: USCC!) { applyForLoan(productId: $p, applicant: $u, grantId: "grant_1") { id } }', {
        p: data.loanProducts[0].id,
        u: DEMO_ENTITIES.shop,
      });
    await fuzzMutations(department, {
      viewers: [
        parent,
        utility,
        teller,
        resident('res_boss', { represents: [DEMO_ENTITIES.shop, DEMO_ENTITIES.bank] }),
        anonymous(),
      ],
      known: {
        id: [id, applied.applyForLoan.id, 'none'],
        usagePointMrid: [mrid],
        cardId: [card, childCard],
        amountCents: [100, 500_000, 200_000_000_000],
        bankReference: ['REF-777777'],
        idempotencyKey: ['a', 'b'],
        productId: data.loanProducts.map((product: { id: string }) => product.id),
        applicant: [DEMO_ENTITIES.shop, DEMO_ENTITIES.bank],
        grantId: ['grant_1'],
        reason: ['The figures are sound.'],
      },
    });
  });
});

describe('eight who pay at once', () => {
  const department = testSubgraph(finance, { commits: true, seed: (em) => finance.seed(em, city), now });

  it('under one key pay once', async () => {
    const before = await balance(department, card);
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => department.as(parent).run(PAY, { m: mrid, c: card, a: 100, k: 'same' })),
    );
    const ids = new Set(answers.map(({ data }) => data?.payBill?.id));
    expect(answers.flatMap(({ errors = [] }) => errors)).toEqual([]);
    expect(ids.size).toBe(1);
    expect(await balance(department, card)).toBe(before - 100);
  });

  it('from one purse never overdraw it, and lose nothing', async () => {
    const before = await balance(department, card);
    const each = Math.floor(before / 3);
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        department.as(parent).run(PAY, { m: mrid, c: card, a: each, k: `race-${i}` }),
      ),
    );
    const settled = answers.filter(({ errors }) => !errors).length;
    expect(answers.flatMap(({ errors = [] }) => errors.map(({ extensions }) => extensions.code))).toEqual(
      Array(8 - settled).fill('CONFLICT'),
    );
    expect(settled).toBe(3);
    expect(await balance(department, card)).toBe(before - settled * each);
    expect(await balance(department, card)).toBe(await ledgerSum(department, card));
  });
});
