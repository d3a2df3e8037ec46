import { Key, Pairwise, Sensitivity } from '@citygraph/kit';
import { Field, ID, ObjectType } from 'type-graphql';

@Key('id')
@Pairwise()
@ObjectType('CitizenCard', { description: "A resident's one card for the city's services." })
export class CitizenCardType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key; sealed per vendor. Not the number printed on the card.' })
  id!: string;

  @Sensitivity('S3')
  @Field(() => String, { nullable: true, description: 'ACTIVE, SUSPENDED or CANCELLED.' })
  status?: string;

  @Sensitivity('S3')
  @Field(() => [String], {
    nullable: true,
    description: 'What the card is switched on for, such as TRANSIT or LIBRARY.',
  })
  functions?: string[];
}
