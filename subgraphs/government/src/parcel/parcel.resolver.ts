import { GeoJSONScalar, RealEstateUnitCodeScalar } from '@citygraph/contract';
import { Extensible, Key, Sensitivity } from '@citygraph/kit';
import { Field, Float, ID, ObjectType } from 'type-graphql';

@Key('id')
@Extensible()
@ObjectType('Parcel', { description: 'A parcel of land on the real-estate register.' })
export class ParcelType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Sensitivity('S1')
  @Field(() => RealEstateUnitCodeScalar, {
    nullable: true,
    description: 'Real-estate unit code (GB/T 37346): 28 characters.',
  })
  realEstateUnitCode?: string;

  @Sensitivity('S1')
  @Field(() => String, { nullable: true, description: 'Land-use class (GB/T 21010).' })
  landUseCode?: string;

  @Sensitivity('S1')
  @Field(() => Float, { nullable: true, description: 'Registered area in square metres.' })
  areaM2?: number;

  @Sensitivity('S1')
  @Field(() => GeoJSONScalar, { nullable: true, description: 'Boundary as a polygon in CGCS2000 (EPSG:4490).' })
  geometry?: unknown;
}
