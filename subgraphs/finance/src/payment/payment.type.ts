import { CentsScalar, DateTimeScalar } from '@citygraph/contract';
import { Key, Sensitivity } from '@citygraph/kit';
import { Field, ID, ObjectType } from 'type-graphql';
import { FINANCIAL_ACCOUNT } from '../wallet/citizen-card.resolver.ts';

@Key('id')
@ObjectType('Payment', {
  description: 'A bill paid by citizen card (ISO 20022 pain.001 CreditTransferTransaction).',
})
export class PaymentType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Sensitivity('S4', FINANCIAL_ACCOUNT)
  @Field(() => String, {
    nullable: true,
    description: 'SETTLED (ISO 20022 ACSC), or REFUNDED: the biller has paid it back (pacs.004).',
  })
  status?: string;

  @Sensitivity('S4', FINANCIAL_ACCOUNT)
  @Field(() => CentsScalar, { nullable: true, description: 'Cents of yuan (CNY), 1 to 10,000,000.' })
  amountCents?: number;

  @Sensitivity('S4', FINANCIAL_ACCOUNT)
  @Field(() => DateTimeScalar, { nullable: true, description: 'When the money left the card.' })
  paidAt?: Date;

  @Sensitivity('S4', FINANCIAL_ACCOUNT)
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it came back; null unless it was refunded.' })
  refundedAt?: Date | null;

  @Sensitivity('S4', FINANCIAL_ACCOUNT)
  @Field(() => String, { nullable: true, description: 'Why the biller paid it back; null unless it was refunded.' })
  refundReason?: string | null;
}
