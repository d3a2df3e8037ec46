import { CentsScalar, DateTimeScalar } from '@citygraph/contract';
import { Key, Sensitivity } from '@citygraph/kit';
import { Field, ObjectType } from 'type-graphql';

@Sensitivity('S3')
@Key('number')
@ObjectType('EInvoice', { description: 'An e-invoice (EN 16931, UBL).' })
export class EInvoiceType {
  @Sensitivity('S1')
  @Field(() => String, { description: '20 digits.' })
  number!: string;

  @Field(() => CentsScalar, { nullable: true, description: 'CNY cents.' })
  amountCents?: number;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was issued.' })
  issuedAt?: Date;
}
