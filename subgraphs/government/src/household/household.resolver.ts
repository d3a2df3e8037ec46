import { Extensible, Key, Pairwise, Sensitivity } from '@citygraph/kit';
import { Field, ID, ObjectType } from 'type-graphql';

@Key('id')
@Pairwise()
@Extensible()
@ObjectType('Household', { description: 'People registered together at one dwelling.' })
export class HouseholdType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key; sealed per vendor.' })
  id!: string;
}
