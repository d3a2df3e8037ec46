import { GeoJSONScalar } from '@citygraph/contract';
import { Extensible, Key, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Ctx, Field, FieldResolver, ID, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { AdminDivision } from '../admin-division/admin-division.entity.ts';
import { adminDivisionByCode } from '../admin-division/admin-division.loader.ts';
import { AdminDivisionType } from '../admin-division/admin-division.resolver.ts';
import { CGCS2000 } from './cgcs2000.ts';
import type { Place } from './place.entity.ts';
import { placeById } from './place.loader.ts';

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
}

@Resolver(() => PlaceType)
export class PlaceResolver {
  @Sensitivity('S1')
  @Query(() => PlaceType, { nullable: true, description: 'A place by key; null when there is none.' })
  async place(@Arg('id', () => ID) id: string, @Ctx() context: SubgraphContext): Promise<Place | null> {
    return placeById(context).load(id);
  }

  @Sensitivity('S1')
  @FieldResolver(() => GeoJSONScalar, {
    nullable: true,
    description: 'Point in CGCS2000 (EPSG:4490): longitude, latitude.',
  })
  location(@Root() { longitude, latitude }: Place): unknown {
    return { type: 'Point', coordinates: [longitude, latitude], crs: CGCS2000 };
  }

  @Sensitivity('S1')
  @FieldResolver(() => AdminDivisionType, { nullable: true, description: 'The smallest division the place lies in.' })
  async division(@Root() { divisionCode }: Place, @Ctx() context: SubgraphContext): Promise<AdminDivision | null> {
    return adminDivisionByCode(context).load(divisionCode);
  }
}

export async function placeReference(ref: Record<string, unknown>, context: SubgraphContext): Promise<Place | null> {
  return placeById(context).load(String(ref.id));
}
