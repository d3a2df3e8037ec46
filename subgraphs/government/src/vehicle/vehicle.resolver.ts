import { Extensible, Key, Sensitivity } from '@citygraph/kit';
import { Field, ID, ObjectType } from 'type-graphql';

@Key('vin')
@Extensible()
@ObjectType('Vehicle', { description: 'A motor vehicle on the register.' })
export class VehicleType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Vehicle identification number (GB 16735, ISO 3779): 17 characters.' })
  vin!: string;

  @Sensitivity('S3')
  @Field(() => String, { nullable: true, description: 'Electronic plate (GB/T 35789).' })
  electronicPlate?: string;

  @Sensitivity('S1')
  @Field(() => String, { nullable: true, description: 'Vehicle class on the register, such as passenger-car.' })
  class?: string;
}
