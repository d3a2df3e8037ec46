import { CityGraphError, type Viewer } from '@citygraph/contract';
import { granted, idempotent, newId, validate } from '@citygraph/kit';
import { type EntityManager, raw } from '@mikro-orm/sql';
import { z } from 'zod';
import { TransferCents } from '../amount.ts';
import { BillingAccount } from '../billing-account/billing-account.entity.ts';
import { bookEntry } from '../ledger/book-entry.ts';
import { holdsCard } from '../wallet/wallet.access.ts';
import { Wallet } from '../wallet/wallet.entity.ts';
import { Payment } from './payment.entity.ts';

const Bill = z.strictObject({
  usagePointMrid: z.string().min(1).max(36),
  cardId: z.string().min(1).max(40),
  amountCents: TransferCents,
});

/** Pays for a meter from one's own card or one's ward's: exactly once a key, never more than the card holds. Answers the payment's id. */
export async function payBill(
  em: EntityManager,
  viewer: Viewer,
  bill: z.infer<typeof Bill>,
  key: string,
  now: Date,
): Promise<string> {
  const input = validate(Bill, bill);
  const { usagePointMrid, cardId, amountCents } = input;
  const fresh = { disableIdentityMap: true };
  const wallet = granted(viewer, holdsCard, await em.findOne(Wallet, { cardId }, fresh), {
    argument: 'cardId',
    what: 'card',
    now,
  });
  const account = await em.findOne(BillingAccount, { mrid: usagePointMrid }, fresh);
  if (!account) {
    throw new CityGraphError('NOT_FOUND', `usagePointMrid: nobody bills a meter ${usagePointMrid}; see your bill.`, {
      extensions: { argument: 'usagePointMrid' },
    });
  }
  return idempotent(em, { operation: 'payBill', key, viewer, input, now }, async (inner) => {
    const id = newId('pay_');
    await bookEntry(inner, { cardId, kind: 'PAYMENT', amountCents: -amountCents, at: now, paymentId: id });
    await inner.insert(Payment, {
      id,
      cardId,
      residentId: wallet.residentId,
      usagePointMrid,
      payeeUscc: account.operatorUscc,
      amountCents,
      status: 'SETTLED',
      paidAt: now,
      paidBy: viewer.principal.subject,
    });
    await inner.nativeUpdate(
      BillingAccount,
      { mrid: usagePointMrid },
      { paidCents: raw('paid_cents + ?', [amountCents]) },
    );
    return id;
  });
}
