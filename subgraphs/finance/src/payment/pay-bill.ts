import { CityGraphError, type Viewer } from '@citygraph/contract';
import { granted, idempotent, newId, validate } from '@citygraph/kit';
import { type EntityManager, raw } from '@mikro-orm/sql';
import { z } from 'zod';
import { BillerAccount } from '../biller-account/biller-account.entity.ts';
import { amountInCents } from '../wallet/amount.rules.ts';
import { moveMoney } from '../wallet/move-money.ts';
import { walletRule } from '../wallet/wallet.access.ts';
import { Wallet } from '../wallet/wallet.entity.ts';
import { Payment } from './payment.entity.ts';

const Order = z.strictObject({
  usagePointMrid: z.string().min(1).max(36),
  cardId: z.string().min(1).max(40),
  amountCents: amountInCents,
});

/** Pays a meter's bill from a card: once per key, never more than the card holds, one ledger entry. Answers the payment's id. */
export async function payBill(
  em: EntityManager,
  viewer: Viewer,
  order: z.infer<typeof Order>,
  key: string,
  now: Date,
): Promise<string> {
  const input = validate(Order, order);
  return idempotent(em, { operation: 'payBill', key, viewer, input, now }, async (inner) => {
    const found = await inner.findOne(Wallet, { cardId: input.cardId });
    const { cardId, residentId } = granted(viewer, walletRule, found, { argument: 'cardId', what: 'card', now });
    const account = await inner.findOne(BillerAccount, { mrid: input.usagePointMrid });
    if (!account) {
      throw new CityGraphError(
        'NOT_FOUND',
        `usagePointMrid: no utility of the city bills ${input.usagePointMrid}; copy the number from the bill.`,
        { extensions: { argument: 'usagePointMrid' } },
      );
    }
    const { mrid, operatorUscc: payeeUscc } = account;
    const { amountCents } = input;
    const id = newId('pay_');
    await moveMoney(inner, { cardId, kind: 'PAYMENT', amountCents: -amountCents, reference: id, at: now });
    await inner.insert(Payment, {
      id,
      cardId,
      residentId,
      mrid,
      payeeUscc,
      amountCents,
      status: 'SETTLED',
      paidAt: now,
    });
    await inner.nativeUpdate(BillerAccount, { mrid }, { paidCents: raw('paid_cents + ?', [amountCents]) });
    return id;
  });
}
