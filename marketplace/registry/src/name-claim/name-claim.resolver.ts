import { DateTimeScalar } from '@citygraph/contract';
import {
  type Connection,
  connectionOf,
  defineLoader,
  findRows,
  Key,
  PageArgs,
  pageOf,
  pageWith,
  Sensitivity,
  type SubgraphContext,
} from '@citygraph/kit';
import { Arg, Args, Ctx, Field, FieldResolver, ID, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { assertAdministrator, isAdministrator } from '../administrator.ts';
import { publisherById, rolesIn, type SeenPublisher } from '../publisher/find-publishers.ts';
import { ownPublishers } from '../publisher/is-own.ts';
import type { OfPublisher } from '../publisher/publisher.access.ts';
import { Publisher, PublisherMember } from '../publisher/publisher.entity.ts';
import { PublisherType } from '../publisher/publisher-type.ts';
import { readAnew } from '../read-anew.ts';
import { claimName, withdrawNameClaim } from './claim-name.ts';
import { decideNameClaim, moveNameClaim } from './decide-name-claim.ts';
import { NameClaim } from './name-claim.entity.ts';
import { dueAtOf } from './name-claim.rules.ts';

type SeenClaim = NameClaim & OfPublisher;

@Key('id')
@Sensitivity('S1')
@ObjectType('NameClaim', {
  description:
    'A name outside its publisher’s namespaces. What was granted is public; what is asked for is between both.',
})
export class NameClaimType {
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Field(() => String, {
    description:
      '`Type`, `Type.field` or `Query.field`; `iov:Type`: the leave to return the city’s Type, for plugins of the namespace iov.',
  })
  name!: string;

  @Field(() => String, { description: 'REQUESTED, GRANTED, REFUSED or WITHDRAWN.' })
  state!: string;

  @Field(() => DateTimeScalar, { description: 'When it was asked for.' })
  requestedAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was decided or moved.' })
  decidedAt?: Date | null;

  @Sensitivity('S2')
  @Field(() => String, { nullable: true, description: 'What it is for; for its publisher and administrators.' })
  reason?: string;

  @Sensitivity('S2')
  @Field(() => String, { nullable: true, description: 'Why it was decided so; for its publisher and administrators.' })
  decisionReason?: string | null;
}

const NameClaimConnection = connectionOf('NameClaim', () => NameClaimType);
const NEWEST_FIRST = [
  ['requestedAt', 'desc'],
  ['id', 'asc'],
] as const;
const OLDEST_FIRST = [
  ['requestedAt', 'asc'],
  ['id', 'asc'],
] as const;

async function asSeen({ em, viewer }: SubgraphContext, claims: readonly NameClaim[]): Promise<SeenClaim[]> {
  const roles = await rolesIn(
    em,
    viewer,
    claims.map(({ publisherId }) => publisherId),
  );
  return claims.map((claim) => ({ ...claim, role: roles.get(claim.publisherId) ?? null }));
}

export const claimById = defineLoader<string, SeenClaim, SubgraphContext>(async (ids, context) => {
  const claims = await asSeen(context, await findRows(context.em, NameClaim, { id: { $in: [...ids] } }));
  const seen = claims.filter(({ state, role }) => state === 'GRANTED' || role || isAdministrator(context.viewer));
  return ids.map((id) => seen.find((claim) => claim.id === id) ?? null);
});

@Resolver(() => NameClaimType)
export class NameClaimResolver {
  @Sensitivity('S1')
  @Query(() => NameClaimConnection, {
    nullable: true,
    description: 'Names that were granted, and all claims of your own publishers, the latest first.',
  })
  async nameClaims(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() context: SubgraphContext,
    @Arg('publisher', () => ID, { nullable: true, description: 'Handle of the one whose they are; none: everybody’s.' })
    handle: string | null = null,
  ): Promise<Connection<SeenClaim>> {
    const { em, viewer } = context;
    const whose = handle === null ? [] : (await findRows(em, Publisher, { handle })).map(({ id }) => id);
    const mine = await findRows(em, PublisherMember, { subject: viewer.principal.subject ?? '' });
    const own = { publisherId: { $in: mine.map(({ publisherId }) => publisherId) } };
    const visible = isAdministrator(viewer) ? {} : { $or: [{ state: 'GRANTED' }, own] };
    const where = { $and: [visible, ...(handle === null ? [] : [{ publisherId: { $in: whose } }])] };
    const page = await pageOf<NameClaim>(em, NameClaim, { where: where as never, order: NEWEST_FIRST, first, after });
    return pageWith(page, (claims) => asSeen(context, claims));
  }

  @Sensitivity('S2')
  @Query(() => NameClaimConnection, {
    nullable: true,
    description: 'Claims that wait for an administrator, the oldest first.',
  })
  async nameClaimsToDecide(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<SeenClaim>> {
    assertAdministrator(context.viewer);
    const { em, viewer, clock } = context;
    const where = { state: 'REQUESTED' as const, publisherId: { $nin: await ownPublishers(em, viewer, clock.now()) } };
    const page = await pageOf<NameClaim>(em, NameClaim, { where, order: OLDEST_FIRST, first, after });
    return pageWith(page, (claims) => asSeen(context, claims));
  }

  @Sensitivity('S1')
  @Query(() => NameClaimType, {
    nullable: true,
    description: 'One claim; null: there is none, or it is not yours to see.',
  })
  nameClaim(@Arg('id', () => ID) id: string, @Ctx() context: SubgraphContext): Promise<SeenClaim | null> {
    return claimById(context).load(id);
  }

  @Sensitivity('S1')
  @FieldResolver(() => DateTimeScalar, {
    nullable: true,
    description: 'By when administrators decide; null: they have, or it was given back.',
  })
  dueAt(@Root() claim: NameClaim): Date | null {
    return dueAtOf(claim);
  }

  @Sensitivity('S2')
  @Mutation(() => NameClaimType, {
    nullable: true,
    description: 'Ask for a name outside your namespaces. Who comes first has it, unless an administrator refuses.',
  })
  async claimName(
    @Arg('publisher', () => ID, { description: 'Handle of the publisher.' }) publisher: string,
    @Arg('name', () => String, { description: '`AdminDivision.airQuality`, `Query.airQuality` or `AirQuality`.' })
    name: string,
    @Arg('reason', () => String, { description: 'Why a name under your namespace does not do.' }) reason: string,
    @Arg('idempotencyKey', () => ID, { nullable: true, description: 'A repeat under the same key does nothing new.' })
    key: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<SeenClaim | null> {
    const { em, viewer, clock } = context;
    return readAnew(claimById(context), await claimName(em, viewer, { publisher, name, reason }, key, clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => NameClaimType, { nullable: true, description: 'Give a name back; it is free for others.' })
  async withdrawNameClaim(@Arg('id', () => ID) id: string, @Ctx() context: SubgraphContext): Promise<SeenClaim | null> {
    const { em, viewer, clock } = context;
    return readAnew(claimById(context), await withdrawNameClaim(em, viewer, id, clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => NameClaimType, {
    nullable: true,
    description: 'Grant or refuse a claim; for administrators, never of their own publisher.',
  })
  async decideNameClaim(
    @Arg('id', () => ID) id: string,
    @Arg('grant', () => Boolean, { description: 'True: the name is theirs.' }) grant: boolean,
    @Arg('reason', () => String, { description: 'Why; its publisher reads it.' }) reason: string,
    @Ctx() context: SubgraphContext,
  ): Promise<SeenClaim | null> {
    const { em, viewer, clock } = context;
    return readAnew(claimById(context), await decideNameClaim(em, viewer, { id, grant, reason }, clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => NameClaimType, {
    nullable: true,
    description: 'Give a granted name to another publisher; for administrators, never from or to their own.',
  })
  async moveNameClaim(
    @Arg('id', () => ID) id: string,
    @Arg('to', () => ID, { description: 'Handle of the publisher that gets it.' }) to: string,
    @Arg('reason', () => String, { description: 'Why; both publishers read it.' }) reason: string,
    @Ctx() context: SubgraphContext,
  ): Promise<SeenClaim | null> {
    const { em, viewer, clock } = context;
    return readAnew(claimById(context), await moveNameClaim(em, viewer, { id, to, reason }, clock.now()));
  }

  @Sensitivity('S1')
  @FieldResolver(() => PublisherType, { nullable: true, description: 'Whose it is.' })
  publisher(@Root() { publisherId }: NameClaim, @Ctx() context: SubgraphContext): Promise<SeenPublisher | null> {
    return publisherById(context).load(publisherId);
  }
}
