import { USCCScalar } from '@citygraph/contract';
import { External, Key } from '@citygraph/kit';
import { Field, ObjectType } from 'type-graphql';

@Key('uscc')
@ObjectType('LegalEntity')
export class LegalEntityType {
  @Field(() => USCCScalar)
  uscc!: string;

  @External()
  @Field(() => String, { nullable: true })
  creditRating?: string | null;
}
