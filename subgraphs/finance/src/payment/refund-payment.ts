import { CityGraphError, type Viewer } from '@citygraph/contract';
import { granted, validate } from '@citygraph/kit';
import { type EntityManager, raw } from '@mikro-orm/sql';
import { z } from 'zod';
import { BillerAccount } from '../biller-account/biller-account.entity.ts';
import { moveMoney } from '../wallet/move-money.ts';
import { payee } from './payment.access.ts';
import { Payment } from './payment.entity.ts';

const Refund = z.strictObject({ id: z.string().min(1).max(40) });

/** The utility's representative gives a payment back, whole and once: a counter entry, never an erased one. Answers its id. */
export async function refundPayment(
  em: EntityManager,
  viewer: Viewer,
  refund: z.infer<typeof Refund>,
  now: Date,
): Promise<string> {
  const { id } = validate(Refund, refund);
  await em.transactional(async (inner) => {
    const found = await inner.findOne(Payment, { id });
    const { cardId, mrid, amountCents } = granted(viewer, payee, found, { argument: 'id', what: 'payment', now });
    const changed = await inner.nativeUpdate(
      Payment,
      { id, status: 'SETTLED' },
      { status: 'REFUNDED', refundedAt: now },
    );
    if (changed === 0) throw new CityGraphError('CONFLICT', 'The payment was refunded already.');
    await moveMoney(inner, { cardId, kind: 'REFUND', amountCents, reference: id, at: now });
    await inner.nativeUpdate(BillerAccount, { mrid }, { paidCents: raw('paid_cents - ?', [amountCents]) });
  });
  return id;
}
