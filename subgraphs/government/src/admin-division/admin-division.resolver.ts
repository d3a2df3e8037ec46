import { DivisionCodeScalar } from '@citygraph/contract';
import { Extensible, Key, Sensitivity } from '@citygraph/kit';
import { Field, ObjectType } from 'type-graphql';

@Key('code')
@Extensible()
@ObjectType('AdminDivision', { description: 'A province, city, district, street or town, or village.' })
export class AdminDivisionType {
  @Sensitivity('S1')
  @Field(() => DivisionCodeScalar, {
    description: 'GB/T 2260 code of 6 digits; towns and villages: statistical code of 9 or 12.',
  })
  code!: string;

  @Sensitivity('S1')
  @Field(() => String, { description: 'Official name.' })
  name!: string;

  @Sensitivity('S1')
  @Field(() => String, { nullable: true, description: 'province, city, district, street or village.' })
  level?: string;

  @Sensitivity('S1')
  @Field(() => Boolean, { nullable: true, description: "One of the plan's six pilot towns." })
  pilotTown?: boolean;
}
