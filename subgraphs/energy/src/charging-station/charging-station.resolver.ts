import { CityGraphError, DivisionCodeScalar, GeoJSONScalar, type Geometry } from '@citygraph/contract';
import {
  alignRows,
  type Connection,
  connectionOf,
  defineLoader,
  divisionPrefix,
  Extensible,
  Key,
  PageArgs,
  pageOf,
  Sensitivity,
  type SubgraphContext,
} from '@citygraph/kit';
import { Arg, Args, Ctx, Field, FieldResolver, Float, ID, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { LegalEntityType, PlaceType } from '../usage-point/usage-point.resolver.ts';
import { ChargingStation } from './charging-station.entity.ts';
import { boxAround, metresBetween } from './distance.rules.ts';

const MOST = 50;
const FARTHEST_M = 50_000;

@Sensitivity('S1')
@Extensible()
@Key('id')
@ObjectType('ChargingStation', { description: 'Where electric vehicles charge (OCPI Location).' })
export class ChargingStationType {
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Field(() => Int, { description: 'How many vehicles can charge at once.' })
  connectors!: number;

  @Field(() => Float, { description: 'Power of the strongest connector in kW.' })
  powerKw!: number;

  @Field(() => Int, { nullable: true, description: 'Price of a kWh in CNY cents, service included.' })
  pricePerKwhCents?: number;
}

const ChargingStationConnection = connectionOf('ChargingStation', () => ChargingStationType);

const stationById = defineLoader<string, ChargingStation, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await em.find(ChargingStation, { id: { $in: [...ids] } }), ({ id }) => id),
);

@Resolver(() => ChargingStationType)
export class ChargingStationResolver {
  @Sensitivity('S1')
  @Query(() => [ChargingStationType], {
    nullable: true,
    description: `Charging stations within ${FARTHEST_M} m or less of a point (CGCS2000 or WGS 84), the nearest first, at most ${MOST}.`,
  })
  async chargingStationsNear(
    @Arg('point', () => GeoJSONScalar) point: Geometry,
    @Arg('radiusM', () => Int, { defaultValue: 3000 }) radiusM: number,
    @Ctx() { em }: SubgraphContext,
  ): Promise<ChargingStation[]> {
    if (point.type !== 'Point') throw wrong('point', `is a ${point.type}; give a Point.`);
    if (radiusM < 1 || radiusM > FARTHEST_M) throw wrong('radiusM', `give 1 to ${FARTHEST_M} metres.`);
    const [longitude, latitude] = point.coordinates as readonly [number, number];
    const centre = { longitude, latitude };
    const { west, east, south, north } = boxAround(centre, radiusM);
    const inBox = await em.find(ChargingStation, {
      longitude: { $gte: west, $lte: east },
      latitude: { $gte: south, $lte: north },
    });
    return inBox
      .map((station) => ({ station, metres: metresBetween(centre, station) }))
      .filter(({ metres }) => metres <= radiusM)
      .sort((a, b) => a.metres - b.metres || (a.station.id < b.station.id ? -1 : 1))
      .slice(0, MOST)
      .map(({ station }) => station);
  }

  @Sensitivity('S1')
  @Query(() => ChargingStationConnection, { nullable: true, description: 'Charging stations, the cheapest first.' })
  chargingStations(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('divisionCode', () => DivisionCodeScalar, { nullable: true, description: 'In that division.' })
    divisionCode: string | null,
    @Arg('atLeastKw', () => Float, { nullable: true, description: 'With a connector of that power.' })
    atLeastKw: number | null,
    @Ctx() { em }: SubgraphContext,
  ): Promise<Connection<ChargingStation>> {
    const where = {
      ...(divisionCode == null ? {} : { division: { $like: `${divisionPrefix(divisionCode)}%` } }),
      ...(atLeastKw == null ? {} : { powerKw: { $gte: atLeastKw } }),
    };
    const order = [
      ['pricePerKwhCents', 'asc'],
      ['id', 'asc'],
    ] as const;
    return pageOf(em, ChargingStation, { where, order, first, after });
  }

  @Sensitivity('S1')
  @FieldResolver(() => LegalEntityType, { description: 'Who runs it.' })
  operator(@Root() { operatorUscc }: ChargingStation): { uscc: string } {
    return { uscc: operatorUscc };
  }

  @Sensitivity('S1')
  @FieldResolver(() => PlaceType, { description: 'Where it stands.' })
  place(@Root() { placeId }: ChargingStation): { id: string } {
    return { id: placeId };
  }
}

const wrong = (argument: string, message: string): CityGraphError =>
  new CityGraphError('BAD_USER_INPUT', `${argument}: ${message}`, { extensions: { argument } });

export const chargingStationReference = (
  { id }: Record<string, unknown>,
  context: SubgraphContext,
): Promise<ChargingStation | null> => stationById(context).load(String(id));
