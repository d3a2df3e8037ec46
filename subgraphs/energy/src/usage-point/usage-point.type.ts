import { CentsScalar, USCCScalar } from '@citygraph/contract';
import { External, Key, Sensitivity } from '@citygraph/kit';
import { Field, ID, ObjectType } from 'type-graphql';

@Key('mrid')
@ObjectType('UsagePoint', {
  description: "A meter's position in a utility's network (IEC 61968-9 UsagePoint): what is read and billed.",
})
export class UsagePointType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'mRID: a UUID, as CIM has it.' })
  mrid!: string;

  @Sensitivity('S3')
  @Field(() => String, { nullable: true, description: 'electricity, water, gas or heat.' })
  commodity?: string;

  @External()
  @Field(() => CentsScalar, { nullable: true })
  paidCents?: number | null;
}

@Key('uscc')
@ObjectType('LegalEntity')
export class LegalEntityType {
  @Field(() => USCCScalar)
  uscc!: string;
}

@Key('id')
@ObjectType('Place')
export class PlaceType {
  @Field(() => ID)
  id!: string;
}

@Key('id')
@ObjectType('Parcel')
export class ParcelType {
  @Field(() => ID)
  id!: string;
}

@Key('id')
@ObjectType('Resident')
export class ResidentType {
  @Field(() => ID)
  id!: string;
}
