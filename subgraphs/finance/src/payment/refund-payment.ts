import { CityGraphError, type Viewer } from '@citygraph/contract';
import { granted, idempotent, validate } from '@citygraph/kit';
import { type EntityManager, raw } from '@mikro-orm/sql';
import { z } from 'zod';
import { BillingAccount } from '../billing-account/billing-account.entity.ts';
import { bookEntry } from '../ledger/book-entry.ts';
import { isPayee } from './payment.access.ts';
import { Payment } from './payment.entity.ts';

const Refund = z.strictObject({
  id: z.string().min(1).max(40),
  reason: z.string().trim().min(5, 'give a reason of 5 characters or more').max(200),
});

/** The biller pays a whole payment back, once: a counter entry on the card it came from. Answers the payment's id. */
export async function refundPayment(
  em: EntityManager,
  viewer: Viewer,
  refund: z.infer<typeof Refund>,
  key: string | null,
  now: Date,
): Promise<string> {
  const input = validate(Refund, refund);
  const { id, reason } = input;
  const found = await em.findOne(Payment, { id }, { disableIdentityMap: true });
  const payment = granted(viewer, isPayee, found, { argument: 'id', what: 'payment', now });
  return idempotent(em, { operation: 'refundPayment', key, viewer, input, now }, async (inner) => {
    const refunded = await inner.nativeUpdate(
      Payment,
      { id, status: 'SETTLED' },
      { status: 'REFUNDED', refundedAt: now, refundReason: reason },
    );
    if (refunded === 0) throw new CityGraphError('CONFLICT', `The payment ${id} has been refunded already.`);
    const { cardId, amountCents, usagePointMrid } = payment;
    await bookEntry(inner, { cardId, kind: 'REFUND', amountCents, at: now, paymentId: id });
    await inner.nativeUpdate(
      BillingAccount,
      { mrid: usagePointMrid },
      { paidCents: raw('paid_cents - ?', [amountCents]) },
    );
    return id;
  });
}
