import { anonymous, testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BillingAccount } from '../billing-account/billing-account.entity.ts';
import { finance } from '../index.ts';
import { Payment } from '../payment/payment.entity.ts';
import {
  BANK,
  banker,
  CHILD,
  cardOf,
  city,
  METER,
  NOW,
  OTHER_BANK,
  otherBanker,
  PARENT,
  parent,
  SHOP,
  shopOwner,
  utility,
} from '../testing/people-with-money.ts';
import { Wallet } from '../wallet/wallet.entity.ts';
import { LedgerEntry } from './ledger-entry.entity.ts';

const CARD = cardOf(PARENT);
const TOP_UP = `mutation TopUp($card: ID!, $bank: USCC!, $reference: String!, $cents: Cents!, $key: ID) {
  topUpCard(cardId: $card, bank: $bank, bankReference: $reference, amountCents: $cents, idempotencyKey: $key) {
    id kind amountCents bookedAt bankReference bank { uscc }
  }
}`;
const topUp = { card: CARD, bank: BANK, reference: '2026-11-02/0001', cents: 30_000 };

describe('money from a bank', () => {
  const department = testSubgraph(finance, { seed: (em) => finance.seed(em, city), now: NOW });
  const send = (over: Record<string, unknown> = {}, viewer = banker) =>
    department.as(viewer).run(TOP_UP, { ...topUp, ...over });
  const balance = async () => (await department.em().findOneOrFail(Wallet, { cardId: CARD })).balanceCents;

  it("arrives on the card, in one entry under the bank's reference", async () => {
    const before = await balance();
    const { data, errors } = await send();
    expect(errors).toBeUndefined();
    expect(data.topUpCard).toMatchObject({
      kind: 'TOP_UP',
      amountCents: 30_000,
      bankReference: '2026-11-02/0001',
      bank: { uscc: BANK },
    });
    expect(await balance()).toBe(before + 30_000);
    const seen = await department
      .as(parent)
      .entity(
        'CitizenCard',
        { id: CARD },
        'ledgerConnection(first: 1) { nodes { kind balanceAfterCents payment { id } } }',
      );
    expect(seen.data.ledgerConnection.nodes).toEqual([
      { kind: 'TOP_UP', balanceAfterCents: before + 30_000, payment: null },
    ]);
  });

  it('does not tell the bank what the card holds', async () => {
    const { id } = (await send()).data.topUpCard;
    for (const field of ['balanceAfterCents', 'sequence', 'payment { id }']) {
      const { errors } = await department.as(banker).entity('LedgerEntry', { id }, field);
      expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    }
    expect((await department.as(otherBanker).entity('LedgerEntry', { id }, 'amountCents')).errors).toHaveLength(1);
    expect(
      (await department.as(parent).entity('LedgerEntry', { id }, 'amountCents balanceAfterCents')).errors,
    ).toBeUndefined();
  });

  it('counts once per reference, though another bank may use the same', async () => {
    await send({ key: 'a' });
    const before = await balance();
    expect((await send({ key: 'b' })).errors?.[0]).toMatchObject({
      message: `bankReference: ${BANK} has booked 2026-11-02/0001 already; a transfer counts once.`,
      extensions: { code: 'CONFLICT', argument: 'bankReference' },
    });
    expect((await send({ cents: 1 })).errors?.[0]?.extensions.code).toBe('CONFLICT');
    expect(await balance()).toBe(before);
    expect((await send({ bank: OTHER_BANK }, otherBanker)).errors).toBeUndefined();
  });

  it.each([
    [
      'of the card holder: who could say it of oneself could make money',
      {},
      parent,
      'FORBIDDEN',
      'only the legal representative',
    ],
    ['of another bank', {}, otherBanker, 'FORBIDDEN', 'only the legal representative'],
    ['of a shop', { bank: SHOP }, shopOwner, 'BAD_USER_INPUT', 'is no bank of the city'],
    ['of nobody', {}, anonymous(), 'UNAUTHENTICATED', 'Sign in'],
    ['for a card that is none', { card: 'card_none' }, banker, 'NOT_FOUND', 'there is no card card_none'],
    ['over nothing', { cents: 0 }, banker, 'BAD_USER_INPUT', 'amountCents: give at least 1 cent'],
    ['over less than nothing', { cents: -1 }, banker, 'BAD_USER_INPUT', 'amountCents: give at least 1 cent'],
    ['over a fortune', { cents: 10_000_001 }, banker, 'BAD_USER_INPUT', 'amountCents: give at most'],
    ['without a reference', { reference: '' }, banker, 'BAD_USER_INPUT', 'bankReference: give the bank'],
    ['with a long reference', { reference: 'r'.repeat(36) }, banker, 'BAD_USER_INPUT', 'bankReference: give the bank'],
  ])('is not booked on the word %s', async (_, over, viewer, code, message) => {
    const before = await balance();
    const { errors } = await send(over, viewer);
    expect(errors?.[0]).toMatchObject({ message: expect.stringContaining(message), extensions: { code } });
    expect(await balance()).toBe(before);
  });
});

describe('the ledger', () => {
  const department = testSubgraph(finance, { seed: (em) => finance.seed(em, city), now: NOW });
  const CARDS = [CARD, cardOf(CHILD)];

  type Step = { readonly act: 'pay' | 'top up' | 'refund'; readonly card: number; readonly cents: number };
  const step: fc.Arbitrary<Step> = fc.record({
    act: fc.constantFrom('pay', 'top up', 'refund'),
    card: fc.constantFrom(0, 1),
    cents: fc.oneof(fc.integer({ min: -10, max: 90_000 }), fc.constantFrom(10_000_000, 10_000_001)),
  });

  let n = 0;
  async function take({ act, card, cents }: Step): Promise<void> {
    const key = `step-${n++}`;
    if (act === 'top up') {
      await department.as(banker).run(TOP_UP, { ...topUp, card: CARDS[card], reference: key, cents, key });
    } else if (act === 'pay') {
      await department
        .as(parent)
        .run(
          'mutation P($m: ID!, $c: ID!, $n: Cents!, $k: ID!) { payBill(usagePointMrid: $m, cardId: $c, amountCents: $n, idempotencyKey: $k) { id } }',
          { m: METER.mrid, c: CARDS[card], n: cents, k: key },
        );
    } else {
      const [latest] = await department
        .em()
        .find(Payment, { cardId: CARDS[card] }, { orderBy: { id: 'asc' }, limit: 1 });
      await department
        .as(utility)
        .run(
          'mutation R($id: ID!, $k: ID) { refundPayment(id: $id, reason: "by mistake", idempotencyKey: $k) { id } }',
          {
            id: latest?.id ?? 'none',
            k: key,
          },
        );
    }
  }

  const entriesOf = async (cardId: string | undefined) =>
    (await department.em().find(LedgerEntry, { cardId: cardId ?? '' }, { orderBy: { sequence: 'asc' } })).map(
      (entry) => ({ ...entry }),
    );

  it('holds after whatever sequence of payments, refunds and top-ups: the balance is the sum of entries that never change', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const before = await Promise.all(CARDS.map(entriesOf));
        for (const one of steps) await take(one);
        for (const [at, cardId] of CARDS.entries()) {
          const entries = await entriesOf(cardId);
          expect(entries.slice(0, before[at]?.length)).toEqual(before[at]);
          let sum = 0;
          for (const [position, entry] of entries.entries()) {
            sum += entry.amountCents;
            expect(entry).toMatchObject({ sequence: position + 1, balanceAfterCents: sum });
            expect(sum).toBeGreaterThanOrEqual(0);
          }
          const wallet = await department.em().findOneOrFail(Wallet, { cardId });
          expect(wallet).toMatchObject({ balanceCents: sum, entries: entries.length });
          const payments = await department.em().find(Payment, { cardId });
          expect(entries.filter(({ kind }) => kind === 'PAYMENT')).toHaveLength(payments.length);
          expect(entries.filter(({ kind }) => kind === 'REFUND')).toHaveLength(
            payments.filter(({ status }) => status === 'REFUNDED').length,
          );
        }
        const account = await department.em().findOneOrFail(BillingAccount, { mrid: METER.mrid });
        const settled = await department.em().find(Payment, { usagePointMrid: METER.mrid, status: 'SETTLED' });
        expect(account.paidCents).toBe(settled.reduce((paid, { amountCents }) => paid + amountCents, 0));
      }),
      { numRuns: 25, seed: 20_161_101, endOnFailure: true },
    );
  });

  it('of the seeded city holds for every card and meter', async () => {
    const [cards] = (await department.em().execute(
      `select count(*) as wrong from wallet w where w.balance_cents < 0
        or w.balance_cents <> coalesce((select sum(e.amount_cents) from ledger e where e.card_id = w.card_id), 0)
        or w.entries <> (select count(*) from ledger e where e.card_id = w.card_id)`,
    )) as { wrong: number }[];
    const [meters] = (await department.em().execute(
      `select count(*) as wrong from biller_account a where a.paid_cents <>
        coalesce((select sum(p.amount_cents) from payment p where p.mrid = a.mrid and p.status = 'SETTLED'), 0)`,
    )) as { wrong: number }[];
    expect([Number(cards?.wrong), Number(meters?.wrong)]).toEqual([0, 0]);
  });
});

describe('eight messages of one transfer at once', () => {
  const department = testSubgraph(finance, { commits: true, seed: (em) => finance.seed(em, city), now: NOW });

  it('move money once', async () => {
    const before = (await department.em().findOneOrFail(Wallet, { cardId: CARD })).balanceCents;
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, key) => department.as(banker).run(TOP_UP, { ...topUp, key: `message-${key}` })),
    );
    const codes = answers.map(({ errors }) => errors?.[0]?.extensions.code ?? 'ok').sort();
    expect(codes).toEqual([...Array(7).fill('CONFLICT'), 'ok']);
    expect((await department.em().findOneOrFail(Wallet, { cardId: CARD })).balanceCents).toBe(before + topUp.cents);
  });
});
