import { DateTimeScalar, GeoJSONScalar } from '@citygraph/contract';
import { type Connection, connectionOf, Key, PageArgs, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Args, Ctx, Field, FieldResolver, ID, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import type { AdminDivision } from '../admin-division/admin-division.entity.ts';
import { AdminDivisionType } from '../admin-division/admin-division.resolver.ts';
import type { Agency } from '../agency/agency.entity.ts';
import { agencyByUscc } from '../agency/agency.loader.ts';
import { AgencyType } from '../agency/agency.resolver.ts';
import { parseChoice } from '../parse-choice.ts';
import { CGCS2000 } from '../place/cgcs2000.ts';
import type { Place } from '../place/place.entity.ts';
import { placeById } from '../place/place.loader.ts';
import { PlaceType } from '../place/place.resolver.ts';
import { type CityEvent, EVENT_STATUSES } from './city-event.entity.ts';
import { cityEventById, EVENT_LIMIT, eventsWithin } from './city-event.loader.ts';
import { parseCategoryPrefix } from './city-event.rules.ts';
import { closeCityEvent, takeUpCityEvent } from './handle-city-event.ts';
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

  @Sensitivity('S1')
  @Field(() => DateTimeScalar, { nullable: true, description: 'When an agency took it up; null: not yet.' })
  takenUpAt?: Date;

  @Sensitivity('S2')
  @Field(() => String, { nullable: true, description: 'What was done, as the officer wrote it; null: not closed.' })
  outcome?: string;
}

const CityEventConnection = connectionOf('CityEvent', () => CityEventType);

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

  @Sensitivity('S2')
  @Mutation(() => CityEventType, {
    nullable: true,
    description:
      'Take an open event up: for officers of Emergency Management and of the agency competent for its class, on a case, for emergency-response or city-management.',
  })
  async takeUpCityEvent(
    @Arg('eventId', () => ID, { description: 'An event that is OPEN.' }) eventId: string,
    @Arg('idempotencyKey', () => ID, { nullable: true, description: 'A repeat under the same key does nothing new.' })
    key: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<CityEvent | null> {
    const { em, viewer, clock } = context;
    return cityEventById(context).load(await takeUpCityEvent(em, viewer, { eventId }, key, clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => CityEventType, {
    nullable: true,
    description: 'Close an event that was put right, once: for whoever may take it up.',
  })
  async closeCityEvent(
    @Arg('eventId', () => ID, { description: 'An event that is OPEN or IN_HAND.' }) eventId: string,
    @Arg('outcome', () => String, { description: 'What was done, 4 to 1,000 characters.' }) outcome: string,
    @Arg('idempotencyKey', () => ID, { nullable: true, description: 'A repeat under the same key does nothing new.' })
    key: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<CityEvent | null> {
    const { em, viewer, clock } = context;
    return cityEventById(context).load(await closeCityEvent(em, viewer, { eventId, outcome }, key, clock.now()));
  }

  @Sensitivity('S1')
  @FieldResolver(() => AgencyType, {
    nullable: true,
    description: 'The agency that took it up or put it right; null: none yet.',
  })
  async handledBy(@Root() { handledByUscc }: CityEvent, @Ctx() context: SubgraphContext): Promise<Agency | null> {
    return handledByUscc ? agencyByUscc(context).load(handledByUscc) : null;
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
    description: `Events in the division and the divisions below, newest first, at most ${EVENT_LIMIT}; the rest by cityEventsConnection.`,
  })
  async cityEvents(
    @Root() { code }: AdminDivision,
    @Arg('status', () => String, { nullable: true, description: 'Only events of this status, such as OPEN.' })
    status: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<CityEvent[]> {
    const known = EVENT_STATUSES.find((wanted) => wanted === status);
    if (status != null && !known) return [];
    const search = { status: known ?? null, category: null, first: EVENT_LIMIT, after: null };
    return [...(await eventsWithin(code, context, search)).nodes];
  }

  @Sensitivity('S1')
  @FieldResolver(() => CityEventConnection, {
    nullable: true,
    description: 'Events in the division and the divisions below, newest first.',
  })
  cityEventsConnection(
    @Root() { code }: AdminDivision,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('status', () => String, { nullable: true, description: 'OPEN, IN_HAND or CLOSED.' }) status: string | null,
    @Arg('category', () => String, {
      nullable: true,
      description: 'Beginning of the GB/T 30428.2 class: E (events), E04 (a major class) or E0401.',
    })
    category: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<CityEvent>> {
    return eventsWithin(code, context, {
      status: parseChoice(status, EVENT_STATUSES, 'status'),
      category: parseCategoryPrefix(category),
      first,
      after: after ?? null,
    });
  }
}

export async function cityEventReference(
  ref: Record<string, unknown>,
  context: SubgraphContext,
): Promise<CityEvent | null> {
  return cityEventById(context).load(String(ref.id));
}
