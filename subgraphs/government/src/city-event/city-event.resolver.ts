import { DateTimeScalar, GeoJSONScalar } from '@citygraph/contract';
import { Key, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Ctx, Field, FieldResolver, ID, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import type { AdminDivision } from '../admin-division/admin-division.entity.ts';
import { AdminDivisionType } from '../admin-division/admin-division.resolver.ts';
import { CGCS2000 } from '../place/cgcs2000.ts';
import type { Place } from '../place/place.entity.ts';
import { placeById } from '../place/place.loader.ts';
import { PlaceType } from '../place/place.resolver.ts';
import type { CityEvent } from './city-event.entity.ts';
import { cityEventById, EVENT_LIMIT, eventsWithin } from './city-event.loader.ts';
import { AT_PLACE_METRES } from './nearest-place.ts';
import { reportCityEvent } from './report-city-event.ts';

@Key('id')
@ObjectType('CityEvent', { description: 'Something wrong in the city that somebody reported.' })
export class CityEventType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Sensitivity('S1')
  @Field(() => String, {
    description: 'GB/T 30428.2 class: C (component) or E (event), two digits major and two digits minor class.',
  })
  categoryCode!: string;

  @Sensitivity('S2')
  @Field(() => String, { nullable: true, description: 'What the reporter wrote.' })
  description?: string;

  @Sensitivity('S1')
  @Field(() => String, { description: 'OPEN, IN_HAND or CLOSED.' })
  status!: string;

  @Sensitivity('S1')
  @Field(() => DateTimeScalar, { description: 'When it was reported.' })
  reportedAt!: Date;

  @Sensitivity('S1')
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was put right; null: not yet.' })
  closedAt?: Date;
}

@Resolver(() => CityEventType)
export class CityEventResolver {
  @Sensitivity('S2')
  @Mutation(() => CityEventType, { nullable: true, description: 'Report something wrong. Anybody signed in may.' })
  async reportCityEvent(
    @Arg('categoryCode', () => String, { description: 'GB/T 30428.2 class, e.g. E0401.' }) categoryCode: string,
    @Arg('location', () => GeoJSONScalar, { description: 'A point in the city that names its CRS.' }) location: unknown,
    @Arg('description', () => String, { description: 'What you see, 4 to 1,000 characters.' }) description: string,
    @Arg('idempotencyKey', () => ID, { nullable: true, description: 'A repeat under the same key does nothing new.' })
    key: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<CityEvent | null> {
    const { em, viewer, clock } = context;
    const report = { categoryCode, location, description };
    return cityEventById(context).load(await reportCityEvent(em, viewer, report, key, clock.now()));
  }

  @Sensitivity('S1')
  @FieldResolver(() => GeoJSONScalar, { nullable: true, description: 'Point in CGCS2000 (EPSG:4490).' })
  location(@Root() { longitude, latitude }: CityEvent): unknown {
    return { type: 'Point', coordinates: [longitude, latitude], crs: CGCS2000 };
  }

  @Sensitivity('S1')
  @FieldResolver(() => PlaceType, {
    nullable: true,
    description: `The nearest place of the address directory; null when none is within ${AT_PLACE_METRES} m.`,
  })
  async place(@Root() { placeId }: CityEvent, @Ctx() context: SubgraphContext): Promise<Place | null> {
    return placeId ? placeById(context).load(placeId) : null;
  }
}

@Resolver(() => AdminDivisionType)
export class AdminDivisionEventsResolver {
  @Sensitivity('S1')
  @FieldResolver(() => [CityEventType], {
    nullable: true,
    description: `Events in the division and the divisions below, newest first, at most ${EVENT_LIMIT}.`,
  })
  async cityEvents(
    @Root() { code }: AdminDivision,
    @Arg('status', () => String, { nullable: true, description: 'Only events of this status, such as OPEN.' })
    status: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<CityEvent[]> {
    if (status && !/^[A-Z_]{1,20}$/.test(status)) return [];
    return (await eventsWithin(context).load(`${code} ${status ?? '*'}`)) ?? [];
  }
}

export async function cityEventReference(
  ref: Record<string, unknown>,
  context: SubgraphContext,
): Promise<CityEvent | null> {
  return cityEventById(context).load(String(ref.id));
}
