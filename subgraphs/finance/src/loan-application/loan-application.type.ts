import { CentsScalar, DateTimeScalar } from '@citygraph/contract';
import { Key, Sensitivity } from '@citygraph/kit';
import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';

@Sensitivity('S3')
@Key('id')
@ObjectType('LoanApplication', {
  description: "A firm's application for a loan, naming the grant that opens its data.",
})
export class LoanApplicationType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'SUBMITTED, APPROVED, DECLINED or WITHDRAWN.' })
  status?: string;

  @Field(() => ID, {
    nullable: true,
    description: "Id of the data grant that lets the lender see the applicant's data; the registry keeps grants.",
  })
  dataGrantId?: string;

  @Field(() => CentsScalar, { nullable: true, description: 'Applied for, in cents of yuan (CNY).' })
  amountCents?: number;

  @Field(() => Int, { nullable: true, description: 'Term applied for, in months.' })
  termMonths?: number;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was sent.' })
  submittedAt?: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was decided or withdrawn; null while open.' })
  decidedAt?: Date | null;

  @Field(() => String, { nullable: true, description: 'What the lender says of the decision.' })
  reason?: string | null;

  @Field(() => CentsScalar, { nullable: true, description: 'Granted, in cents of yuan (CNY); null unless approved.' })
  approvedAmountCents?: number | null;
}

export const LoanDecision = { APPROVE: 'APPROVE', DECLINE: 'DECLINE' } as const;

registerEnumType(LoanDecision, {
  name: 'LoanDecision',
  description: 'What a lender says to an application.',
  valuesConfig: {
    APPROVE: { description: 'It lends, the amount applied for or less.' },
    DECLINE: { description: 'It does not lend, and says why.' },
  },
});
