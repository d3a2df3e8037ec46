import { CentsScalar, CityGraphError, DateTimeScalar } from '@citygraph/contract';
import { type Connection, connectionOf, granted, PageArgs, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { BillingAccountSubject } from '../billing-account/billing-account.access.ts';
import { UsagePointType, usagePointReference } from '../billing-account/usage-point.resolver.ts';
import { LegalEntityType } from '../legal-entity/legal-entity.type.ts';
import { oneOf } from '../one-of.ts';
import { period } from '../period.ts';
import { type CardOfWallet, CitizenCardType, FINANCIAL_ACCOUNT } from '../wallet/citizen-card.resolver.ts';
import { payBill } from './pay-bill.ts';
import { type PaymentSubject, seesPayment } from './payment.access.ts';
import { PAYMENT_STATUSES, type Payment } from './payment.entity.ts';
import { paymentById, paymentsOfCard, paymentsTo } from './payment.loader.ts';
import { PaymentType } from './payment.type.ts';
import { refundPayment } from './refund-payment.ts';

const MOST = 50;
const STATUSES = PAYMENT_STATUSES.join(' or ');

const PaymentConnection = connectionOf('Payment', () => PaymentType);

@Resolver(() => PaymentType)
export class PaymentResolver {
  @Sensitivity('S4', FINANCIAL_ACCOUNT)
  @Query(() => PaymentType, { nullable: true, description: 'A payment, for its payer and its payee.' })
  async payment(@Arg('id', () => ID) id: string, @Ctx() context: SubgraphContext): Promise<Payment> {
    const how = { argument: 'id', what: 'payment', now: context.clock.now() };
    return granted<PaymentSubject & Payment>(context.viewer, seesPayment, await paymentById(context).load(id), how);
  }

  @Sensitivity('S4', FINANCIAL_ACCOUNT)
  @FieldResolver(() => UsagePointType, { nullable: true, description: 'The meter that was paid for.' })
  usagePoint(@Root() { usagePointMrid }: Payment, @Ctx() context: SubgraphContext): Promise<BillingAccountSubject> {
    return usagePointReference({ mrid: usagePointMrid }, context);
  }

  @Sensitivity('S4', FINANCIAL_ACCOUNT)
  @FieldResolver(() => LegalEntityType, { nullable: true, description: 'The utility that was paid.' })
  payee(@Root() { payeeUscc }: Payment): { uscc: string } {
    return { uscc: payeeUscc };
  }

  @Sensitivity('S4', FINANCIAL_ACCOUNT)
  @Mutation(() => PaymentType, {
    nullable: true,
    description:
      "Pay for a meter from your own card or a minor's you are guardian of: 1 to 10,000,000 cents of yuan. A repeat under the same key answers the first payment.",
  })
  async payBill(
    @Arg('usagePointMrid', () => ID) usagePointMrid: string,
    @Arg('cardId', () => ID) cardId: string,
    @Arg('amountCents', () => CentsScalar) amountCents: number,
    @Arg('idempotencyKey', () => ID) key: string,
    @Ctx() context: SubgraphContext,
  ): Promise<Payment | null> {
    const { em, viewer, clock } = context;
    return paymentById(context).load(
      await payBill(em, viewer, { usagePointMrid, cardId, amountCents }, key, clock.now()),
    );
  }

  @Sensitivity('S4', FINANCIAL_ACCOUNT)
  @Mutation(() => PaymentType, {
    nullable: true,
    description: "The biller's legal representative pays a whole payment back to its card, once, and says why.",
  })
  async refundPayment(
    @Arg('id', () => ID) id: string,
    @Arg('reason', () => String) reason: string,
    @Arg('idempotencyKey', () => ID, { nullable: true }) key: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Payment | null> {
    const { em, viewer, clock } = context;
    return paymentById(context).load(await refundPayment(em, viewer, { id, reason }, key ?? null, clock.now()));
  }
}

@Resolver(() => CitizenCardType)
export class CardPaymentsResolver {
  @Sensitivity('S4', FINANCIAL_ACCOUNT)
  @FieldResolver(() => [PaymentType], {
    nullable: true,
    description: `The last payments from the card, the latest first; at most ${MOST}.`,
  })
  async payments(
    @Root() { id }: CardOfWallet,
    @Arg('last', () => Int, { nullable: true, defaultValue: 5 }) last: number | null,
    @Ctx() context: SubgraphContext,
  ): Promise<readonly Payment[]> {
    const wanted = last ?? 5;
    if (wanted < 1 || wanted > MOST) {
      throw new CityGraphError('BAD_USER_INPUT', `last: give a number from 1 to ${MOST}, not ${wanted}.`, {
        extensions: { argument: 'last' },
      });
    }
    return (await paymentsOfCard(context, { first: wanted }).load(id)).nodes;
  }

  @Sensitivity('S4', FINANCIAL_ACCOUNT)
  @FieldResolver(() => PaymentConnection, {
    nullable: true,
    description: 'Payments from the card, the latest first; of one status or period when given.',
  })
  paymentsConnection(
    @Root() { id }: CardOfWallet,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('status', () => String, { nullable: true, description: STATUSES }) status: string | null,
    @Arg('from', () => DateTimeScalar, { nullable: true }) from: Date | null,
    @Arg('to', () => DateTimeScalar, { nullable: true, description: 'Exclusive.' }) to: Date | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<Payment>> {
    const where = { ...ofStatus(status), ...period('paidAt', from, to) };
    return paymentsOfCard(context, { where, first, after }).load(id);
  }
}

@Resolver(() => LegalEntityType)
export class PaymentsReceivedResolver {
  @Sensitivity('S4', FINANCIAL_ACCOUNT)
  @FieldResolver(() => PaymentConnection, {
    nullable: true,
    description:
      'Payments by card that the entity received, the latest first; for its legal representative. Of one meter, status or period when given.',
  })
  paymentsReceivedConnection(
    @Root() { uscc }: { uscc: string },
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('usagePointMrid', () => ID, { nullable: true }) mrid: string | null,
    @Arg('status', () => String, { nullable: true, description: STATUSES }) status: string | null,
    @Arg('from', () => DateTimeScalar, { nullable: true }) from: Date | null,
    @Arg('to', () => DateTimeScalar, { nullable: true, description: 'Exclusive.' }) to: Date | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<Payment>> {
    const where = {
      ...ofStatus(status),
      ...period('paidAt', from, to),
      ...(mrid == null ? {} : { usagePointMrid: mrid }),
    };
    return paymentsTo(context, { where, first, after }).load(uscc);
  }
}

const ofStatus = (status: string | null | undefined) =>
  status == null ? {} : { status: oneOf(PAYMENT_STATUSES, status, 'status') };

export async function paymentReference(
  ref: Record<string, unknown>,
  context: SubgraphContext,
): Promise<Payment | { id: string; residentId: null }> {
  const id = String(ref.id);
  return (await paymentById(context).load(id)) ?? { id, residentId: null };
}
