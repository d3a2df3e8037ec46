import { DateTimeScalar } from '@citygraph/contract';
import { Key, Sensitivity } from '@citygraph/kit';
import { Field, ID, ObjectType } from 'type-graphql';
import { DISPUTE_STATUSES } from './dispute.entity.ts';

@Sensitivity('S3')
@Key('id')
@ObjectType('Dispute', { description: 'What a buyer has against a seller about one order.' })
export class DisputeType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Field(() => String, { nullable: true, description: `${DISPUTE_STATUSES.join(', ')}.` })
  status?: string;

  @Field(() => String, { nullable: true, description: "The buyer's words." })
  grounds?: string;

  @Field(() => String, { nullable: true, description: "The seller's words." })
  answer?: string | null;

  @Field(() => String, { nullable: true, description: "Market Supervision's words." })
  decision?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was reported.' })
  reportedAt?: Date;
}
