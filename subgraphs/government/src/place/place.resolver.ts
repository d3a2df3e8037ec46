import { GeoJSONScalar } from '@citygraph/contract';
import { Extensible, Key, Sensitivity } from '@citygraph/kit';
import { Field, ID, ObjectType } from 'type-graphql';

@Key('id')
@Extensible()
@ObjectType('Place', {
  description:
    "An entry of the city's address directory. It names nobody: who lives at a place is known from Household alone.",
})
export class PlaceType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Sensitivity('S1')
  @Field(() => String, { nullable: true, description: 'Address in words.' })
  addressText?: string;

  @Sensitivity('S1')
  @Field(() => GeoJSONScalar, { nullable: true, description: 'Point in CGCS2000 (EPSG:4490): longitude, latitude.' })
  location?: unknown;
}
