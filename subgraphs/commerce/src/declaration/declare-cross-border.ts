import { CityGraphError, type Viewer } from '@citygraph/contract';
import { granted, type SubgraphContext, validate } from '@citygraph/kit';
import { type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/sql';
import { z } from 'zod';
import { cityYear } from '../invoice/invoice.rules.ts';
import { sellerSide } from '../order/order.access.ts';
import { TradeOrder } from '../order/order.entity.ts';
import { nextNumber } from '../product/counter.entity.ts';
import { Shipment } from '../shipment/shipment.entity.ts';
import { assertHsCode, assertPartnerCountry, declarationNumber } from './declaration.rules.ts';
import { TradeDeclaration } from './trade-declaration.entity.ts';

const Declaration = z.strictObject({
  orderId: z.string().min(1).max(40),
  partnerCountry: z.string(),
  hsCode: z.string(),
});

/** The seller declares what was shipped for export; one living declaration an order. Answers its number. */
export async function declareCrossBorder(
  em: EntityManager,
  viewer: Viewer,
  declaration: z.infer<typeof Declaration>,
  now: Date,
): Promise<string> {
  const { orderId, partnerCountry, hsCode } = validate(Declaration, declaration);
  assertPartnerCountry(partnerCountry);
  assertHsCode(hsCode);
  const found = await em.findOne(TradeOrder, { id: orderId });
  const { sellerUscc } = granted(viewer, sellerSide, found, { argument: 'orderId', what: 'order', now });
  const shipment = await em.findOne(Shipment, { orderId });
  if (!shipment)
    throw new CityGraphError('CONFLICT', 'The order was not shipped; a declaration names its shipping container code.');
  const living = await em.findOne(TradeDeclaration, { openOrderId: orderId });
  if (living?.hsCode === hsCode && living.partnerCountry === partnerCountry) return living.declarationNo;
  try {
    return await em.transactional(async (inner) => {
      const declarationNo = declarationNumber(cityYear(now), await nextNumber(inner, 'declaration'));
      const { sscc } = shipment;
      await inner.insert(TradeDeclaration, {
        declarationNo,
        orderId,
        openOrderId: orderId,
        sellerUscc,
        sscc,
        hsCode,
        partnerCountry,
        status: 'DECLARED',
        declaredAt: now,
      });
      return declarationNo;
    });
  } catch (error) {
    if (!(error instanceof UniqueConstraintViolationException)) throw error;
    throw new CityGraphError('CONFLICT', 'The order has a living declaration already; withdraw it first.');
  }
}

const Withdrawal = z.strictObject({ declarationNo: z.string().min(1).max(18) });

/** The seller takes a declaration back before customs has answered. Answers its number. */
export async function withdrawDeclaration(
  em: EntityManager,
  viewer: Viewer,
  input: z.infer<typeof Withdrawal>,
  now: Date,
): Promise<string> {
  const { declarationNo } = validate(Withdrawal, input);
  const found = await em.findOne(TradeDeclaration, { declarationNo });
  const subject = found && Object.assign(found, { buyerId: '' });
  granted(viewer, sellerSide, subject, { argument: 'declarationNo', what: 'declaration', now });
  return decided(em, declarationNo, { status: 'WITHDRAWN', openOrderId: null, decidedAt: now });
}

const Reply = z.strictObject({
  declarationNo: z.string().length(18),
  release: z.boolean(),
  reason: z.string().trim().min(5).max(500).nullable(),
});

/**
 * What customs answered. Customs is no agency of the city: its reply comes in by the operation `customsReply`, which only the hub can
 * reach, and never through the graph.
 */
export async function customsReply({ em, clock }: SubgraphContext, input: unknown): Promise<{ status: string }> {
  const { declarationNo, release, reason } = validate(Reply, input);
  const decidedAt = clock.now();
  await decided(
    em,
    declarationNo,
    release ? { status: 'RELEASED', reason, decidedAt } : { status: 'RETURNED', reason, decidedAt, openOrderId: null },
  );
  return { status: release ? 'RELEASED' : 'RETURNED' };
}

async function decided(em: EntityManager, declarationNo: string, to: Partial<TradeDeclaration>): Promise<string> {
  if ((await em.nativeUpdate(TradeDeclaration, { declarationNo, status: 'DECLARED' }, to as never)) > 0)
    return declarationNo;
  throw new CityGraphError('CONFLICT', `There is no declaration ${declarationNo} that waits for an answer.`);
}
