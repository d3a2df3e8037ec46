import { GeoJSONScalar, RealEstateUnitCodeScalar } from '@citygraph/contract';
import {
  type Connection,
  connectionOf,
  Extensible,
  Key,
  PageArgs,
  Sensitivity,
  type SubgraphContext,
} from '@citygraph/kit';
import { Arg, Args, Ctx, Field, FieldResolver, Float, ID, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { LegalEntity } from '../legal-entity/legal-entity.entity.ts';
import { legalEntityByUscc } from '../legal-entity/legal-entity.loader.ts';
import { Party } from '../party/party.ts';
import { CGCS2000 } from '../place/cgcs2000.ts';
import type { Place } from '../place/place.entity.ts';
import { placeById } from '../place/place.loader.ts';
import { PlaceType } from '../place/place.resolver.ts';
import type { Resident } from '../resident/resident.entity.ts';
import { residentById } from '../resident/resident.loader.ts';
import { findParcelsWithin, PAGE_LIMIT, parcelsWithinPage } from './find-parcels-within.ts';
import { type ParcelWithHolders, parcelById, parcelByUnitCode } from './parcel.loader.ts';

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
}

const ParcelConnection = connectionOf('Parcel', () => ParcelType);

@Resolver(() => ParcelType)
export class ParcelResolver {
  @Sensitivity('S1')
  @Query(() => ParcelType, { nullable: true, description: 'A parcel by its unit code; null when there is none.' })
  async parcel(
    @Arg('realEstateUnitCode', () => RealEstateUnitCodeScalar) code: string,
    @Ctx() context: SubgraphContext,
  ): Promise<ParcelWithHolders | null> {
    return parcelByUnitCode(context).load(code);
  }

  @Sensitivity('S1')
  @Query(() => [ParcelType], {
    nullable: true,
    description: `Parcels that lie wholly within an area, in the order of their keys, at most ${PAGE_LIMIT} a page; parcelsWithinConnection says whether there are more.`,
  })
  async parcelsWithin(
    @Arg('area', () => GeoJSONScalar, { description: 'Polygon or MultiPolygon that names its CRS.' }) area: unknown,
    @Arg('first', () => Int, {
      defaultValue: PAGE_LIMIT,
      nullable: true,
      description: 'How many, from 1; more than the page limit is cut to it.',
    })
    first: number | null,
    @Arg('after', () => String, {
      nullable: true,
      description: 'Cursor: the `id` of the last parcel of the page before.',
    })
    after: string | null,
    @Ctx() { em }: SubgraphContext,
  ): Promise<ParcelWithHolders[]> {
    return findParcelsWithin(em, { area, first, after });
  }

  @Sensitivity('S1')
  @Query(() => ParcelConnection, {
    nullable: true,
    description: 'Parcels that lie wholly within an area, in the order of their keys.',
  })
  async parcelsWithinConnection(
    @Arg('area', () => GeoJSONScalar, { description: 'Polygon or MultiPolygon that names its CRS.' }) area: unknown,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('landUseCode', () => String, { nullable: true, description: 'Only land of this class (GB/T 21010).' })
    landUseCode: string | null,
    @Ctx() { em }: SubgraphContext,
  ): Promise<Connection<ParcelWithHolders>> {
    return parcelsWithinPage(em, { area, landUseCode: landUseCode ?? null, first, after: after ?? null });
  }

  @Sensitivity('S2', 'Interim Regulation on Real Estate Registration, Art. 27')
  @FieldResolver(() => GeoJSONScalar, {
    nullable: true,
    description:
      'Boundary as a polygon in CGCS2000 (EPSG:4490): surveyed for the register and not published, unlike class and area. For whoever is signed in.',
  })
  geometry(@Root() { ring }: ParcelWithHolders): unknown {
    return { type: 'Polygon', coordinates: [JSON.parse(ring)], crs: CGCS2000 };
  }

  @Sensitivity('S3')
  @FieldResolver(() => [Party], {
    nullable: true,
    description: 'Residents and legal entities with a registered right.',
  })
  async rightsHolders(
    @Root() { holders }: ParcelWithHolders,
    @Ctx() context: SubgraphContext,
  ): Promise<(Resident | LegalEntity)[]> {
    const parties = await Promise.all(
      holders.map(({ kind, holder }) =>
        kind === 'resident' ? residentById(context).load(holder) : legalEntityByUscc(context).load(holder),
      ),
    );
    return parties.filter((party) => party !== null);
  }

  @Sensitivity('S1')
  @FieldResolver(() => PlaceType, { nullable: true, description: 'The address of the parcel.' })
  async place(@Root() { placeId }: ParcelWithHolders, @Ctx() context: SubgraphContext): Promise<Place | null> {
    return placeId ? placeById(context).load(placeId) : null;
  }
}

@Resolver(() => PlaceType)
export class PlaceParcelResolver {
  @Sensitivity('S1')
  @FieldResolver(() => ParcelType, { nullable: true, description: 'The parcel the place stands on.' })
  async parcel(@Root() { parcelId }: Place, @Ctx() context: SubgraphContext): Promise<ParcelWithHolders | null> {
    return parcelId ? parcelById(context).load(parcelId) : null;
  }
}

export async function parcelReference(
  ref: Record<string, unknown>,
  context: SubgraphContext,
): Promise<ParcelWithHolders | null> {
  return parcelById(context).load(String(ref.id));
}
