import { CityGraphError, type Viewer } from '@citygraph/contract';
import { granted, newId, type SubjectRule, type Told, told, validate } from '@citygraph/kit';
import { type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/sql';
import { z } from 'zod';
import { buyerSide, orderAccess, sellerSide, supervisor, type TradeSubject } from '../order/order.access.ts';
import { TradeOrder } from '../order/order.entity.ts';
import { Dispute } from './dispute.entity.ts';

const YEAR_MS = 365 * 86_400_000;
/** Market Supervision takes complaints within three years (Interim Measures on Complaints and Reports, article 15). */
const YEARS = 3;

const words = (what: string) =>
  z.string().trim().min(10, `give ${what} in ten characters or more`).max(2000, 'use 2,000 characters or fewer');
const Report = z.strictObject({ orderId: z.string().min(1).max(40), grounds: words('your grounds') });

/** The buyer disputes an order; one open dispute an order, and a repeat in the same words is the same dispute. Answers its id. */
export async function reportDispute(
  em: EntityManager,
  viewer: Viewer,
  report: z.infer<typeof Report>,
  now: Date,
): Promise<Told<string>> {
  const { orderId, grounds } = validate(Report, report);
  const found = await em.findOne(TradeOrder, { id: orderId });
  const order = granted(viewer, buyerSide, found, { argument: 'orderId', what: 'order', now }) as TradeOrder;
  if (order.status === 'CANCELLED')
    throw new CityGraphError('CONFLICT', 'The order was cancelled; there is nothing to dispute.');
  if (now.getTime() - order.placedAt.getTime() > YEARS * YEAR_MS) {
    throw new CityGraphError('CONFLICT', `Orders are disputed within ${YEARS} years.`);
  }
  const open = await em.findOne(Dispute, { openOrderId: orderId });
  if (open?.grounds === grounds) return told(open.id, order, orderAccess);
  const id = newId('dsp_');
  const { buyerId, sellerUscc } = order;
  await em
    .insert(Dispute, {
      id,
      orderId,
      openOrderId: orderId,
      buyerId,
      sellerUscc,
      grounds,
      status: 'OPEN',
      reportedAt: now,
    })
    .catch((error: unknown) => {
      if (!(error instanceof UniqueConstraintViolationException)) throw error;
      throw new CityGraphError('CONFLICT', 'The order has an open dispute already.');
    });
  return told(id, order, orderAccess);
}

const Answer = z.strictObject({ id: z.string().min(1).max(40), answer: words('your answer') });

/** The seller answers an open dispute, once. */
export async function answerDispute(
  em: EntityManager,
  viewer: Viewer,
  input: z.infer<typeof Answer>,
  now: Date,
): Promise<string> {
  const { id, answer } = validate(Answer, input);
  await claimed(em, viewer, id, sellerSide, now);
  return moved(em, id, ['OPEN'], { status: 'ANSWERED', answer });
}

const Decision = z.strictObject({
  id: z.string().min(1).max(40),
  uphold: z.boolean(),
  decision: words('the decision'),
});

/** Market Supervision upholds or dismisses a dispute, once. */
export async function decideDispute(
  em: EntityManager,
  viewer: Viewer,
  input: z.infer<typeof Decision>,
  now: Date,
): Promise<string> {
  const { id, uphold, decision } = validate(Decision, input);
  await claimed(em, viewer, id, supervisor, now);
  const status = uphold ? ('UPHELD' as const) : ('DISMISSED' as const);
  return moved(em, id, ['OPEN', 'ANSWERED'], { status, decision, openOrderId: null, closedAt: now });
}

const Withdrawal = z.strictObject({ id: z.string().min(1).max(40) });

/** The buyer takes a dispute back. */
export async function withdrawDispute(
  em: EntityManager,
  viewer: Viewer,
  input: z.infer<typeof Withdrawal>,
  now: Date,
): Promise<string> {
  const { id } = validate(Withdrawal, input);
  await claimed(em, viewer, id, buyerSide, now);
  return moved(em, id, ['OPEN', 'ANSWERED'], { status: 'WITHDRAWN', openOrderId: null, closedAt: now });
}

async function claimed(
  em: EntityManager,
  viewer: Viewer,
  id: string,
  rule: SubjectRule<TradeSubject>,
  now: Date,
): Promise<void> {
  granted(viewer, rule, await em.findOne(Dispute, { id }), { argument: 'id', what: 'dispute', now });
}

async function moved(em: EntityManager, id: string, from: Dispute['status'][], to: Partial<Dispute>): Promise<string> {
  if ((await em.nativeUpdate(Dispute, { id, status: { $in: from } }, to as never)) > 0) return id;
  throw new CityGraphError('CONFLICT', `The dispute is no longer ${from.join(' or ')}; look at it again.`);
}
