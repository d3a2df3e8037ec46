import { DateTimeScalar, DivisionCodeScalar } from '@citygraph/contract';
import {
  type Connection,
  connectionOf,
  divisionPrefix,
  granted,
  PageArgs,
  pageLoader,
  Sensitivity,
  type SubgraphContext,
} from '@citygraph/kit';
import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { COMMODITIES, parseCommodity } from './commodity.rules.ts';
import { livesAt, seesUsage, unknownPoint } from './usage-point.access.ts';
import { UsagePoint } from './usage-point.entity.ts';
import { pointByMrid, pointsAtPlace } from './usage-point.loader.ts';
import { LegalEntityType, PlaceType, UsagePointType } from './usage-point.type.ts';

const UsagePointConnection = connectionOf('UsagePoint', () => UsagePointType);

/** The order of a utility's reading rounds: village by village. */
const servedBy = pageLoader(UsagePoint, {
  parent: 'operatorUscc',
  order: [
    ['villageCode', 'asc'],
    ['mrid', 'asc'],
  ],
});

const usedBy = pageLoader(UsagePoint, {
  parent: 'holderUscc',
  order: [
    ['commodity', 'asc'],
    ['mrid', 'asc'],
  ],
});

@Resolver(() => UsagePointType)
export class UsagePointResolver {
  @Sensitivity('S3')
  @Query(() => UsagePointType, {
    nullable: true,
    description:
      'A usage point, for its household or firm, its utility, an auditor on a case, and who it is shared with.',
  })
  async usagePoint(@Arg('mrid', () => ID) mrid: string, @Ctx() context: SubgraphContext): Promise<UsagePoint> {
    const found = await pointByMrid(mrid, context);
    const now = context.clock.now();
    return granted(context.viewer, seesUsage, found, { argument: 'mrid', what: 'usage point', now });
  }

  @Sensitivity('S3')
  @FieldResolver(() => PlaceType, { nullable: true, description: 'Where it is.' })
  place(@Root() { placeId }: UsagePoint): { id: string } {
    return { id: placeId };
  }

  @Sensitivity('S3')
  @FieldResolver(() => LegalEntityType, { nullable: true, description: 'The utility that reads it.' })
  operator(@Root() { operatorUscc }: UsagePoint): { uscc: string } {
    return { uscc: operatorUscc };
  }
}

@Resolver(() => PlaceType)
export class PlaceResolver {
  @Sensitivity('S3')
  @FieldResolver(() => [UsagePointType], {
    nullable: true,
    description:
      'The usage points of the place that the viewer may see: all of the own dwelling or firm, a utility its own.',
  })
  async usagePoints(@Root() { id }: { id: string }, @Ctx() context: SubgraphContext): Promise<UsagePoint[]> {
    const { viewer, clock } = context;
    const now = clock.now();
    const points = await pointsAtPlace(id, context);
    const seen = points.filter((point) => seesUsage(viewer, point, now).allowed);
    if (seen.length > 0 || livesAt(viewer, id)) return seen;
    granted(viewer, seesUsage, points[0] ?? null, { argument: 'id', what: 'place', now });
    return seen;
  }
}

@Resolver(() => LegalEntityType)
export class MeteredEntityResolver {
  @Sensitivity('S3')
  @FieldResolver(() => UsagePointConnection, {
    nullable: true,
    description: "The usage points at the firm's place; for its representatives.",
  })
  usagePointsConnection(
    @Root() { uscc }: { uscc: string },
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<UsagePoint>> {
    return usedBy(context, { first, after }).load(uscc);
  }

  @Sensitivity('S3')
  @FieldResolver(() => UsagePointConnection, {
    nullable: true,
    description: "A utility's usage points, village by village; for its representatives: the list of a reading round.",
  })
  servedUsagePointsConnection(
    @Root() { uscc }: { uscc: string },
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('divisionCode', () => DivisionCodeScalar, { nullable: true, description: 'In this division.' })
    divisionCode: string | null,
    @Arg('commodity', () => String, { nullable: true, description: `One of ${COMMODITIES.join(', ')}.` })
    commodity: string | null,
    @Arg('notReadSince', () => DateTimeScalar, { nullable: true, description: 'Last read before this, or never.' })
    notReadSince: Date | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<UsagePoint>> {
    const where = {
      ...(divisionCode == null ? {} : { villageCode: { $like: `${divisionPrefix(divisionCode)}%` } }),
      ...(commodity == null ? {} : { commodity: parseCommodity(commodity) }),
      ...(notReadSince == null ? {} : { $or: [{ lastReadAt: { $lt: notReadSince } }, { lastReadAt: null }] }),
    };
    return servedBy(context, { where, first, after }).load(uscc);
  }
}

/** An unknown point belongs to no place: the rules refuse it as they refuse another's. */
export async function usagePointReference(
  { mrid, paidCents }: Record<string, unknown>,
  context: SubgraphContext,
): Promise<object> {
  const paid = { paidCents: typeof paidCents === 'number' ? paidCents : null };
  const point = await pointByMrid(String(mrid), context);
  if (point) return Object.assign(point, paid);
  return { ...unknownPoint(String(mrid)), ...paid };
}
