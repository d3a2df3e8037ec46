import {
  CentsScalar,
  CGCS2000,
  CityGraphError,
  DateTimeScalar,
  DivisionCodeScalar,
  GeoJSONScalar,
  type Geometry,
  USCCScalar,
} from '@citygraph/contract';
import {
  alignRows,
  type Connection,
  connectionOf,
  defineLoader,
  divisionPrefix,
  Extensible,
  findRows,
  Key,
  PageArgs,
  pageOf,
  Sensitivity,
  type SubgraphContext,
} from '@citygraph/kit';
import {
  Arg,
  Args,
  Ctx,
  Field,
  FieldResolver,
  Float,
  ID,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
  registerEnumType,
} from 'type-graphql';
import { LegalEntityType, PlaceType } from '../usage-point/usage-point.type.ts';
import { ChargingStation, CURRENTS } from './charging-station.entity.ts';
import { LARGEST_RADIUS_M, positionOf } from './distance.rules.ts';
import { findStationsNear, MOST_NEAR } from './find-stations-near.ts';
import { setChargingPrice } from './set-charging-price.ts';

export enum ChargingStationOrder {
  CHEAPEST = 'CHEAPEST',
  STRONGEST = 'STRONGEST',
  LARGEST = 'LARGEST',
}
registerEnumType(ChargingStationOrder, {
  name: 'ChargingStationOrder',
  description: 'The order of a list of charging stations.',
  valuesConfig: {
    CHEAPEST: { description: 'By price, the lowest first.' },
    STRONGEST: { description: 'By power, the highest first.' },
    LARGEST: { description: 'By connectors, the most first.' },
  },
});

const ORDERS = {
  CHEAPEST: [
    ['pricePerKwhCents', 'asc'],
    ['id', 'asc'],
  ],
  STRONGEST: [
    ['maxPowerW', 'desc'],
    ['id', 'asc'],
  ],
  LARGEST: [
    ['connectors', 'desc'],
    ['id', 'asc'],
  ],
} as const;

@Key('id')
@Extensible()
@Sensitivity('S1')
@ObjectType('ChargingStation', { description: 'A place where vehicles are charged (OCPI Location).' })
export class ChargingStationType {
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Field(() => Int, { description: 'Vehicles that can be charged at once.' })
  connectors!: number;

  @Field(() => String, { description: `${CURRENTS.join(', ')} (connectors of GB/T 20234.2 and 20234.3).` })
  current!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'Price of a kilowatt-hour, service included, in CNY cents.',
  })
  pricePerKwhCents?: number;

  @Field(() => DateTimeScalar, { description: 'Since when the price holds.' })
  pricedAt!: Date;
}

const ChargingStationConnection = connectionOf('ChargingStation', () => ChargingStationType);

const stationById = defineLoader<string, ChargingStation, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await findRows(em, ChargingStation, { id: { $in: [...ids] } }), ({ id }) => id),
);

@Resolver(() => ChargingStationType)
export class ChargingStationResolver {
  @Sensitivity('S1')
  @Query(() => [ChargingStationType], {
    nullable: true,
    description: `Charging stations around a point, the nearest first, at most ${MOST_NEAR}. The distance is that along the great circle.`,
  })
  chargingStationsNear(
    @Arg('point', () => GeoJSONScalar, { description: 'A Point in CGCS2000 or WGS84.' }) point: Geometry,
    @Arg('radiusM', () => Int, { nullable: true, defaultValue: 3000, description: `1 to ${LARGEST_RADIUS_M} metres.` })
    radiusM: number | null,
    @Ctx() { em }: SubgraphContext,
  ): Promise<ChargingStation[]> {
    return findStationsNear(em, positionOf(point), radiusM ?? 3000);
  }

  @Sensitivity('S1')
  @Query(() => ChargingStationConnection, {
    nullable: true,
    description: 'Charging stations of the city or a part of it.',
  })
  chargingStations(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('divisionCode', () => DivisionCodeScalar, { nullable: true, description: 'In this division.' })
    divisionCode: string | null,
    @Arg('operator', () => USCCScalar, { nullable: true, description: 'Of this operator.' }) operator: string | null,
    @Arg('current', () => String, { nullable: true, description: 'AC or DC: stations that have it.' })
    current: string | null,
    @Arg('atLeastKw', () => Float, { nullable: true, description: 'With a connector of this power, in kW.' })
    atLeastKw: number | null,
    @Arg('orderBy', () => ChargingStationOrder, { defaultValue: ChargingStationOrder.CHEAPEST })
    orderBy: ChargingStationOrder,
    @Ctx() { em }: SubgraphContext,
  ): Promise<Connection<ChargingStation>> {
    const where = {
      ...(divisionCode == null ? {} : { villageCode: { $like: `${divisionPrefix(divisionCode)}%` } }),
      ...(operator == null ? {} : { operatorUscc: operator }),
      ...(current == null ? {} : { current: { $in: withCurrent(current) } }),
      ...(atLeastKw == null ? {} : { maxPowerW: { $gte: atLeastKw * 1000 } }),
    };
    return pageOf(em, ChargingStation, { where, order: ORDERS[orderBy], first, after });
  }

  @Sensitivity('S2')
  @Mutation(() => ChargingStationType, {
    nullable: true,
    description: "The operator's representative sets what a kilowatt-hour costs from now on, 1 to 1,000 cents.",
  })
  async setChargingPrice(
    @Arg('stationId', () => ID) stationId: string,
    @Arg('pricePerKwhCents', () => CentsScalar, { description: 'In CNY cents.' }) pricePerKwhCents: number,
    @Ctx() context: SubgraphContext,
  ): Promise<ChargingStation | null> {
    const { em, viewer, clock } = context;
    const id = await setChargingPrice(em, viewer, { stationId, pricePerKwhCents }, clock.now());
    return stationById(context).load(id);
  }

  @Sensitivity('S1')
  @FieldResolver(() => LegalEntityType, { description: 'Who runs the station.' })
  operator(@Root() { operatorUscc }: ChargingStation): { uscc: string } {
    return { uscc: operatorUscc };
  }

  @Sensitivity('S1')
  @FieldResolver(() => PlaceType, { description: 'Where the station is.' })
  place(@Root() { placeId }: ChargingStation): { id: string } {
    return { id: placeId };
  }

  @Sensitivity('S1')
  @FieldResolver(() => GeoJSONScalar, { description: 'Point in CGCS2000 (EPSG:4490).' })
  location(@Root() { longitude, latitude }: ChargingStation): unknown {
    return {
      type: 'Point',
      coordinates: [longitude, latitude],
      crs: { type: 'name', properties: { name: CGCS2000 } },
    };
  }

  @Sensitivity('S1')
  @FieldResolver(() => Float, { description: 'Power of the strongest connector, in kW.' })
  powerKw(@Root() { maxPowerW }: ChargingStation): number {
    return maxPowerW / 1000;
  }
}

function withCurrent(text: string) {
  if (text === 'AC' || text === 'DC') return [text, 'AC_DC'] as const;
  throw new CityGraphError('BAD_USER_INPUT', `current: "${text.slice(0, 20)}" is none; give AC or DC.`, {
    extensions: { argument: 'current' },
  });
}

export const chargingStationReference = (
  { id }: Record<string, unknown>,
  context: SubgraphContext,
): Promise<ChargingStation | null> => stationById(context).load(String(id));
