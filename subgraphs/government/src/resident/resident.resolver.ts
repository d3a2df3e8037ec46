import { DateScalar, ResidentIdNumberScalar } from '@citygraph/contract';
import { Extensible, Key, Pairwise, Sensitivity } from '@citygraph/kit';
import { Field, ID, ObjectType } from 'type-graphql';

@Key('id')
@Pairwise()
@Extensible()
@ObjectType('Resident', { description: 'A natural person on the population register.' })
export class ResidentType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key; says nothing about the person and is sealed per vendor.' })
  id!: string;

  @Sensitivity('S4', 'PIPL-28 / GB 11643')
  @Field(() => ResidentIdNumberScalar, {
    nullable: true,
    description: 'Citizen identity number (GB 11643), never a key.',
  })
  idNumber?: string;

  @Sensitivity('S3')
  @Field(() => String, { nullable: true, description: 'Name as registered.' })
  name?: string;

  @Sensitivity('S3')
  @Field(() => DateScalar, { nullable: true, description: 'Date of birth.' })
  birthDate?: string;
}
