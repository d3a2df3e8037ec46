import { anonymous, resident, testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { BillingAccount } from '../billing-account/billing-account.entity.ts';
import { finance } from '../index.ts';
import { LedgerEntry } from '../ledger/ledger-entry.entity.ts';
import {
  banker,
  CHILD,
  cardOf,
  child,
  city,
  METER,
  NOW,
  PARENT,
  parent,
  STRANGER,
  shopOwner,
  stranger,
  UTILITY,
  utility,
} from '../testing/people-with-money.ts';
import { Wallet } from '../wallet/wallet.entity.ts';
import { Payment } from './payment.entity.ts';

const CARD = cardOf(PARENT);
const PAY = `mutation Pay($meter: ID!, $card: ID!, $cents: Cents!, $key: ID!) {
  payBill(usagePointMrid: $meter, cardId: $card, amountCents: $cents, idempotencyKey: $key) {
    id status amountCents paidAt usagePoint { mrid paidCents } payee { uscc }
  }
}`;
/** As anybody may ask who pays somebody else's bill. */
const PAY_FOR_OTHERS = PAY.replace(' paidCents', '');
const REFUND = `mutation Refund($id: ID!, $reason: String!, $key: ID) {
  refundPayment(id: $id, reason: $reason, idempotencyKey: $key) { id status refundedAt refundReason }
}`;
const bill = { meter: METER.mrid, card: CARD, cents: 5_000, key: 'bill-1' };

describe('paying a bill', () => {
  const department = testSubgraph(finance, { seed: (em) => finance.seed(em, city), now: NOW });
  const pay = (over: Partial<Record<keyof typeof bill, unknown>> = {}, viewer = parent) =>
    department.as(viewer).run(PAY, { ...bill, ...over });
  const walletOf = (cardId: string) => department.em().findOneOrFail(Wallet, { cardId });
  const books = async () => ({
    wallet: (await walletOf(CARD)).balanceCents,
    entries: await department.em().count(LedgerEntry),
    payments: await department.em().count(Payment),
    paid: (await department.em().findOneOrFail(BillingAccount, { mrid: METER.mrid })).paidCents,
  });

  it('moves the money once, with one ledger entry, to the utility that bills the meter', async () => {
    const before = await books();
    const first = await pay();
    expect(first).toMatchObject({
      data: {
        payBill: {
          status: 'SETTLED',
          amountCents: 5_000,
          paidAt: '2026-11-02T09:00:00+08:00',
          usagePoint: { mrid: METER.mrid, paidCents: before.paid + 5_000 },
          payee: { uscc: UTILITY },
        },
      },
    });
    expect(await pay()).toEqual(first);
    expect(await books()).toEqual({
      wallet: before.wallet - 5_000,
      entries: before.entries + 1,
      payments: before.payments + 1,
      paid: before.paid + 5_000,
    });
    const entry = await department.em().findOneOrFail(LedgerEntry, { paymentId: first.data.payBill.id });
    expect(entry).toMatchObject({ kind: 'PAYMENT', amountCents: -5_000, balanceAfterCents: before.wallet - 5_000 });
  });

  it("may be done by a guardian from the child's card", async () => {
    await department.em().nativeUpdate(Wallet, { cardId: cardOf(CHILD) }, { balanceCents: 900 });
    const { data, errors } = await pay({ card: cardOf(CHILD), cents: 900 });
    expect(errors).toBeUndefined();
    expect(data.payBill.status).toBe('SETTLED');
    expect((await walletOf(cardOf(CHILD))).balanceCents).toBe(0);
  });

  it('refuses the same key for something else', async () => {
    await pay();
    const before = await books();
    expect((await pay({ cents: 5_001 })).errors?.[0]).toMatchObject({
      message: 'idempotencyKey bill-1 was used for another payBill; choose a new one.',
      extensions: { code: 'CONFLICT' },
    });
    expect(await books()).toEqual(before);
  });

  it('spends all that the card holds, and not a cent more; a failed payment may be tried again under its key', async () => {
    const { wallet, ...rest } = await books();
    const { errors } = await pay({ cents: wallet + 1 });
    expect(errors?.[0]).toMatchObject({
      message: `The card holds ${(wallet / 100).toFixed(2)} yuan, 0.01 yuan less than ${((wallet + 1) / 100).toFixed(2)} yuan; top it up at a bank or pay a smaller amount.`,
      extensions: { code: 'CONFLICT', argument: 'amountCents' },
    });
    expect(await books()).toEqual({ wallet, ...rest });
    expect((await pay({ cents: wallet })).errors).toBeUndefined();
    expect((await books()).wallet).toBe(0);
  });

  it.each([
    ['a stranger from your card', {}, stranger, 'FORBIDDEN', 'cardId: there is no such card'],
    ["a child from the parent's card", {}, child, 'FORBIDDEN', 'cardId: there is no such card'],
    ['anybody from a card that is none', { card: 'card_none' }, parent, 'FORBIDDEN', 'cardId: there is no such card'],
    ['a bank', {}, banker, 'FORBIDDEN', 'cardId: there is no such card'],
    ['nobody', {}, anonymous(), 'UNAUTHENTICATED', 'Sign in'],
    ['for a meter that is none', { meter: 'nowhere' }, parent, 'NOT_FOUND', 'nobody bills a meter nowhere'],
    ['nothing', { cents: 0 }, parent, 'BAD_USER_INPUT', 'amountCents: give at least 1 cent'],
    ['less than nothing', { cents: -5_000 }, parent, 'BAD_USER_INPUT', 'amountCents: give at least 1 cent'],
    ['a fortune', { cents: 10_000_001 }, parent, 'BAD_USER_INPUT', 'amountCents: give at most 10000000 cents'],
    ['more than a number holds', { cents: Number.MAX_SAFE_INTEGER }, parent, 'BAD_USER_INPUT', 'amountCents'],
    ['under an empty key', { key: '' }, parent, 'BAD_USER_INPUT', 'idempotencyKey'],
    ['under a key with blanks', { key: 'a b' }, parent, 'BAD_USER_INPUT', 'idempotencyKey'],
    ['with an endless meter', { meter: 'm'.repeat(41) }, parent, 'BAD_USER_INPUT', 'usagePointMrid'],
  ])('is refused: %s', async (_, over, viewer, code, message) => {
    const before = await books();
    const { data, errors } = await pay(over, viewer);
    expect(data?.payBill).toBeNull();
    expect(errors?.[0]).toMatchObject({ message: expect.stringContaining(message), extensions: { code } });
    expect(await books()).toEqual(before);
  });

  it('keeps keys apart by person', async () => {
    await pay();
    await department.em().nativeUpdate(Wallet, { cardId: cardOf(STRANGER) }, { balanceCents: 7_000 });
    const { data } = await pay({ card: cardOf(STRANGER) }, stranger);
    expect(data.payBill).toMatchObject({ amountCents: 5_000, usagePoint: { mrid: METER.mrid, paidCents: null } });
  });

  describe('and getting it back', () => {
    const refund = (over: Record<string, unknown>, viewer = utility) =>
      department.as(viewer).run(REFUND, { reason: 'Paid twice by mistake.', ...over });

    it('books a counter entry, once', async () => {
      const before = await books();
      const { id } = (await pay()).data.payBill;
      const { data } = await refund({ id, key: 'r' });
      expect(data.refundPayment).toEqual({
        id,
        status: 'REFUNDED',
        refundedAt: '2026-11-02T09:00:00+08:00',
        refundReason: 'Paid twice by mistake.',
      });
      const after = { ...before, entries: before.entries + 2, payments: before.payments + 1 };
      expect(await books()).toEqual(after);
      expect((await refund({ id, key: 'r' })).data.refundPayment.status).toBe('REFUNDED');
      expect((await refund({ id, key: 's' })).errors?.[0]).toMatchObject({
        message: `The payment ${id} has been refunded already.`,
        extensions: { code: 'CONFLICT' },
      });
      expect(await books()).toEqual(after);
      expect(
        await department.em().find(LedgerEntry, { paymentId: id }, { orderBy: { sequence: 'asc' } }),
      ).toMatchObject([
        { kind: 'PAYMENT', amountCents: -5_000 },
        { kind: 'REFUND', amountCents: 5_000, balanceAfterCents: before.wallet },
      ]);
    });

    it.each([
      ['to the payer alone', parent, {}, 'FORBIDDEN', 'no such payment'],
      ['by another firm', shopOwner, {}, 'FORBIDDEN', 'no such payment'],
      ['by nobody', anonymous(), {}, 'UNAUTHENTICATED', 'Sign in'],
      ['of a payment that is none', utility, { id: 'pay_none' }, 'FORBIDDEN', 'no such payment'],
      ['without a reason', utility, { reason: '   ' }, 'BAD_USER_INPUT', 'reason: give a reason'],
      ['with a novel', utility, { reason: 'x'.repeat(201) }, 'BAD_USER_INPUT', 'reason'],
    ])('is refused %s', async (_, viewer, over, code, message) => {
      const { id } = (await pay()).data.payBill;
      const before = await books();
      const { errors } = await refund({ id, ...over }, viewer);
      expect(errors?.[0]).toMatchObject({ message: expect.stringContaining(message), extensions: { code } });
      expect(await books()).toEqual(before);
    });
  });
});

describe('eight payments at once', () => {
  const department = testSubgraph(finance, { commits: true, seed: (em) => finance.seed(em, city), now: NOW });
  const em = () => department.em();
  const codes = (answers: { errors?: readonly { extensions: Record<string, unknown> }[] | undefined }[]) =>
    answers.map(({ errors }) => errors?.[0]?.extensions.code ?? 'ok').sort();
  const eight = <T>(work: (n: number) => Promise<T>): Promise<T[]> =>
    Promise.all(Array.from({ length: 8 }, (_, n) => work(n)));

  it('under one key are one payment', async () => {
    const { balanceCents } = await em().findOneOrFail(Wallet, { cardId: CARD });
    const answers = await eight(() => department.as(parent).run(PAY, { ...bill, key: 'race' }));
    expect(codes(answers)).toEqual(Array(8).fill('ok'));
    expect(new Set(answers.map(({ data }) => data.payBill.id)).size).toBe(1);
    expect((await em().findOneOrFail(Wallet, { cardId: CARD })).balanceCents).toBe(balanceCents - bill.cents);
    expect(await em().count(LedgerEntry, { paymentId: answers[0]?.data.payBill.id })).toBe(1);
  });

  it('never overdraw a card that can pay three of them', async () => {
    await em().nativeUpdate(Wallet, { cardId: cardOf(STRANGER) }, { balanceCents: 3 * bill.cents + 1 });
    const answers = await eight((n) =>
      department.as(stranger).run(PAY_FOR_OTHERS, { ...bill, card: cardOf(STRANGER), key: `rival-${n}` }),
    );
    expect(codes(answers)).toEqual([...Array(5).fill('CONFLICT'), ...Array(3).fill('ok')]);
    expect(answers.filter(({ errors }) => errors?.[0]?.message.startsWith('The card holds'))).toHaveLength(5);
    expect((await em().findOneOrFail(Wallet, { cardId: cardOf(STRANGER) })).balanceCents).toBe(1);
    expect(await em().count(Payment, { cardId: cardOf(STRANGER), paidAt: NOW })).toBe(3);
  });

  it('of eight people to one meter all count', async () => {
    const payers = city.residents.slice(0, 8);
    for (const { card } of payers) await em().nativeUpdate(Wallet, { cardId: card }, { balanceCents: 10_000 });
    const before = await em().findOneOrFail(BillingAccount, { mrid: METER.mrid });
    const answers = await eight((n) => {
      const { id = '', card = '' } = payers[n] ?? {};
      return department.as(resident(id)).run(PAY_FOR_OTHERS, { ...bill, card, key: 'crowd' });
    });
    expect(codes(answers)).toEqual(Array(8).fill('ok'));
    const after = await em().findOneOrFail(BillingAccount, { mrid: METER.mrid });
    expect(after.paidCents - before.paidCents).toBe(8 * bill.cents);
  });

  it('are refunded once', async () => {
    const { data } = await department.as(parent).run(PAY, { ...bill, key: 'regretted' });
    const { id } = data.payBill;
    const { balanceCents } = await em().findOneOrFail(Wallet, { cardId: CARD });
    const answers = await eight((n) =>
      department.as(utility).run(REFUND, { id, reason: 'Paid twice by mistake.', key: `refund-${n}` }),
    );
    expect(codes(answers)).toEqual([...Array(7).fill('CONFLICT'), 'ok']);
    expect((await em().findOneOrFail(Wallet, { cardId: CARD })).balanceCents).toBe(balanceCents + bill.cents);
  });
});
