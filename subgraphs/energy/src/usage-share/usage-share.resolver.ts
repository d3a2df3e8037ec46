import { DateTimeScalar, USCCScalar } from '@citygraph/contract';
import {
  type Connection,
  connectionOf,
  findRows,
  mapPage,
  PageArgs,
  pageLoader,
  pageOf,
  pageWith,
  Sensitivity,
  type SubgraphContext,
  type Told,
} from '@citygraph/kit';
import { Arg, Args, Ctx, Field, FieldResolver, ID, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import { type PointSubject, unknownPoint } from '../usage-point/usage-point.access.ts';
import { UsagePoint } from '../usage-point/usage-point.entity.ts';
import { pointByMrid } from '../usage-point/usage-point.loader.ts';
import { LegalEntityType, ResidentType, UsagePointType } from '../usage-point/usage-point.type.ts';
import { endShare } from './end-share.ts';
import { shareUsage } from './share-usage.ts';
import { UsageShare } from './usage-share.entity.ts';
import { isRunning } from './usage-share.rules.ts';

/** Shares of a point in one list. */
const MOST_SHARES = 50;

@Sensitivity('S3')
@ObjectType('UsageShare', {
  description:
    'Consumption that a household or firm lets somebody see for a while (Green Button Connect authorization).',
})
export class UsageShareType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was shared.' })
  sharedAt?: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it runs out.' })
  until?: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was ended before that; null: it was not.' })
  endedAt?: Date | null;
}

const UsageShareConnection = connectionOf('UsageShare', () => UsageShareType);

const NEWEST_FIRST = [
  ['sharedAt', 'desc'],
  ['id', 'asc'],
] as const;
const sharesOfPoint = pageLoader(UsageShare, { parent: 'mrid', order: NEWEST_FIRST });
const sharesWith = pageLoader(UsageShare, { parent: 'granteeUscc', order: NEWEST_FIRST });

type Share = UsageShare & { readonly point: PointSubject };

const shareOf = (point: PointSubject, share: UsageShare): Share => Object.assign(share, { point });

@Resolver(() => UsageShareType)
export class UsageShareResolver {
  @Sensitivity('S3')
  @FieldResolver(() => LegalEntityType, { nullable: true, description: 'Who may see the consumption.' })
  grantee(@Root() { granteeUscc }: UsageShare): { uscc: string } {
    return { uscc: granteeUscc };
  }

  @Sensitivity('S3')
  @FieldResolver(() => UsagePointType, { nullable: true, description: 'Whose consumption it is.' })
  async usagePoint(@Root() { mrid }: UsageShare, @Ctx() context: SubgraphContext): Promise<PointSubject> {
    return (await pointByMrid(mrid, context)) ?? unknownPoint(mrid);
  }

  @Sensitivity('S1')
  @FieldResolver(() => String, { nullable: true, description: 'The mutation that takes it back, given `id`.' })
  takenBackBy(): string {
    return 'endShare';
  }

  @Sensitivity('S3')
  @FieldResolver(() => Boolean, { nullable: true, description: 'Whether it holds at this moment.' })
  running(@Root() share: UsageShare, @Ctx() { clock }: SubgraphContext): boolean {
    return isRunning({ until: share.until, endedAt: share.endedAt ?? null }, clock.now());
  }

  @Sensitivity('S3')
  @Mutation(() => ID, {
    nullable: true,
    description:
      'A household member, or the representative of the firm at the place, lets a firm see the consumption until a moment at most a year away. Answers the id of the share; the same again answers the same.',
  })
  shareUsage(
    @Arg('mrid', () => ID) mrid: string,
    @Arg('granteeUscc', () => USCCScalar, { description: 'A firm in operation.' }) granteeUscc: string,
    @Arg('until', () => DateTimeScalar) until: Date,
    @Arg('idempotencyKey', () => ID, { nullable: true }) key: string | null,
    @Ctx() { em, viewer, clock }: SubgraphContext,
  ): Promise<Told<string>> {
    return shareUsage(em, viewer, { mrid, granteeUscc, until }, key ?? null, clock.now());
  }

  @Sensitivity('S3')
  @Mutation(() => ID, {
    nullable: true,
    description:
      'Ends a share at once: for who shared, their guardian, the household or firm, and the grantee. Ending it again changes nothing. Answers its id.',
  })
  endShare(@Arg('id', () => ID) id: string, @Ctx() { em, viewer, clock }: SubgraphContext): Promise<Told<string>> {
    return endShare(em, viewer, { id }, clock.now());
  }
}

@Resolver(() => UsagePointType)
export class SharedPointResolver {
  @Sensitivity('S3')
  @FieldResolver(() => [UsageShareType], {
    nullable: true,
    description: `With whom the consumption is and was shared, the latest first, at most ${MOST_SHARES}; for the household or firm.`,
  })
  async shares(@Root() point: PointSubject, @Ctx() context: SubgraphContext): Promise<Share[]> {
    const { nodes } = await sharesOfPoint(context, { first: MOST_SHARES }).load(point.mrid);
    return nodes.map((share) => shareOf(point, share));
  }
}

/** Consents that energy keeps: beside the registry's in what a person sees of their own (ADR 26). */
@Resolver(() => ResidentType)
export class SharingResidentResolver {
  @Sensitivity('S3')
  @FieldResolver(() => UsageShareConnection, {
    nullable: true,
    description:
      'Shares that the person gave, and those of meters that are theirs or in their dwelling, the latest first; for themselves, and for their guardians those that are not of a dwelling. Each is taken back by endShare.',
  })
  async usageSharesConnection(
    @Root() { id }: { id: string },
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('running', () => Boolean, { nullable: true, description: 'True: only those that hold at this moment.' })
    running: boolean | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<Share>> {
    const { em, viewer, clock } = context;
    const dwelling = viewer.principal.resident === id ? (viewer.standing?.dwelling ?? null) : null;
    const theirs = { $or: [{ holderId: id }, ...(dwelling === null ? [] : [{ placeId: dwelling, holderUscc: null }])] };
    const points = await findRows<UsagePoint>(em, UsagePoint, theirs as never, { fields: ['mrid'] });
    const given = { $or: [{ sharedBy: id }, { mrid: { $in: points.map(({ mrid }) => mrid) } }] };
    const where = running === true ? { $and: [given, { endedAt: null, until: { $gt: clock.now() } }] } : given;
    const page = await pageOf<UsageShare>(em, UsageShare, { where, order: NEWEST_FIRST, first, after });
    const withPoint = async (share: UsageShare): Promise<Share> =>
      shareOf((await pointByMrid(share.mrid, context)) ?? unknownPoint(share.mrid), share);
    return pageWith(page, (shares) => Promise.all(shares.map(withPoint)));
  }
}

@Resolver(() => LegalEntityType)
export class GranteeResolver {
  @Sensitivity('S3')
  @FieldResolver(() => UsageShareConnection, {
    nullable: true,
    description: 'Shares that others gave the firm, the latest first; for its representatives.',
  })
  async receivedSharesConnection(
    @Root() { uscc }: { uscc: string },
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('running', () => Boolean, { nullable: true, description: 'True: only those that hold at this moment.' })
    running: boolean | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<Share>> {
    const now = context.clock.now();
    const where = running === true ? { openGrantee: { $ne: null }, until: { $gt: now } } : {};
    const page = await sharesWith(context, { where, first, after }).load(uscc);
    return mapPage(page, (share) => shareOf(unknownPoint(share.mrid), share));
  }
}
