import { CentsScalar } from '@citygraph/contract';
import { Key, Sensitivity } from '@citygraph/kit';
import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { LOAN_PURPOSES } from './loan-product.entity.ts';

@Sensitivity('S1')
@Key('id')
@ObjectType('LoanProduct', { description: "A kind of loan that one of the city's banks offers to firms; public." })
export class LoanProductType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Field(() => String, { description: 'Name the bank gave it.' })
  name!: string;

  @Field(() => String, { description: `${LOAN_PURPOSES.slice(0, -1).join(', ')} or ${LOAN_PURPOSES.at(-1)}.` })
  purpose!: string;

  @Field(() => Int, { description: 'Simple interest a year in basis points: 435 is 4.35 %.' })
  annualRateBp!: number;

  @Field(() => CentsScalar, { description: 'The least it lends, in cents of yuan (CNY).' })
  minAmountCents!: number;

  @Field(() => CentsScalar, { description: 'The most it lends, in cents of yuan (CNY).' })
  maxAmountCents!: number;

  @Field(() => Int, { description: 'The longest term, in months.' })
  maxTermMonths!: number;

  @Field(() => Boolean, { description: 'Whether it takes applications.' })
  open!: boolean;
}

export const LoanProductOrder = { RATE: 'RATE', LARGEST_AMOUNT: 'LARGEST_AMOUNT', NAME: 'NAME' } as const;
export type LoanProductOrder = (typeof LoanProductOrder)[keyof typeof LoanProductOrder];

registerEnumType(LoanProductOrder, {
  name: 'LoanProductOrder',
  description: 'How loan products are sorted.',
  valuesConfig: {
    RATE: { description: 'The cheapest first.' },
    LARGEST_AMOUNT: { description: 'Those that lend most first.' },
    NAME: { description: 'By name.' },
  },
});
