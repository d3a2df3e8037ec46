import { CentsScalar, DateTimeScalar } from '@citygraph/contract';
import { connectionOf, Key, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Ctx, Field, FieldResolver, ID, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import { UsagePointType } from '../biller-account/biller-account.resolver.ts';
import { LegalEntityType } from '../lending-profile/legal-entity.ts';
import { payBill } from './pay-bill.ts';
import type { Payment } from './payment.entity.ts';
import { paymentById } from './payment.loader.ts';
import { refundPayment } from './refund-payment.ts';

const BASIS = 'financial account';

@Key('id')
@ObjectType('Payment', { description: 'A bill paid from a citizen card.' })
export class PaymentType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Sensitivity('S4', BASIS)
  @Field(() => String, { nullable: true, description: 'SETTLED or REFUNDED.' })
  status?: string;

  @Sensitivity('S4', BASIS)
  @Field(() => CentsScalar, { nullable: true, description: 'CNY cents.' })
  amountCents?: number;

  @Sensitivity('S4', BASIS)
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was paid.' })
  paidAt?: Date;

  @Sensitivity('S4', BASIS)
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was given back; null: it was not.' })
  refundedAt?: Date | null;
}

export const PaymentConnection = connectionOf('Payment', () => PaymentType);

@Resolver(() => PaymentType)
export class PaymentResolver {
  @Sensitivity('S4', BASIS)
  @FieldResolver(() => UsagePointType, { nullable: true, description: 'The meter whose bill it was.' })
  usagePoint(@Root() { mrid }: Payment): { mrid: string } {
    return { mrid };
  }

  @Sensitivity('S4', BASIS)
  @FieldResolver(() => LegalEntityType, { nullable: true, description: 'The utility that was paid.' })
  payee(@Root() { payeeUscc }: Payment): { uscc: string } {
    return { uscc: payeeUscc };
  }

  @Sensitivity('S4', BASIS)
  @Mutation(() => PaymentType, {
    nullable: true,
    description:
      "Pay a meter's bill from your card, or your ward's. One key pays once: a repeat answers the first payment. CONFLICT when the card does not hold enough.",
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

  @Sensitivity('S4', BASIS)
  @Mutation(() => PaymentType, {
    nullable: true,
    description: "The utility's representative gives a payment back, whole and once.",
  })
  async refundPayment(@Arg('id', () => ID) id: string, @Ctx() context: SubgraphContext): Promise<Payment | null> {
    const { em, viewer, clock } = context;
    return paymentById(context).load(await refundPayment(em, viewer, { id }, clock.now()));
  }
}

export const paymentReference = ({ id }: Record<string, unknown>, context: SubgraphContext): Promise<Payment | null> =>
  paymentById(context).load(String(id));
