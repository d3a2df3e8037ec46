import { CentsScalar } from '@citygraph/contract';
import { Key, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Field, ID, ObjectType } from 'type-graphql';
import type { BillingAccountSubject } from './billing-account.access.ts';
import { billingAccountOf } from './billing-account.loader.ts';

@Key('mrid')
@ObjectType('UsagePoint')
export class UsagePointType {
  @Field(() => ID)
  mrid!: string;

  @Sensitivity('S3')
  @Field(() => CentsScalar, {
    nullable: true,
    description: 'Everything paid for the meter so far, refunds taken off, in cents of yuan (CNY).',
  })
  paidCents?: number | null;
}

export async function usagePointReference(
  ref: Record<string, unknown>,
  context: SubgraphContext,
): Promise<BillingAccountSubject> {
  const mrid = String(ref.mrid);
  return (await billingAccountOf(context).load(mrid)) ?? { mrid, placeId: null, operatorUscc: null };
}
