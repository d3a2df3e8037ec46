import {
  type Connection,
  connectionOf,
  findRows,
  PageArgs,
  pageOf,
  pageWith,
  Sensitivity,
  type SubgraphContext,
} from '@citygraph/kit';
import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { assertAdministrator } from '../administrator.ts';
import { LegalEntityType } from '../federated-types.ts';
import {
  asSeen,
  domainsOf,
  invitationsOf,
  membersOf,
  namespacesOf,
  publisherByHandle,
  type SeenPublisher,
} from './find-publishers.ts';
import { PublisherInvitation } from './invitation.entity.ts';
import { ownPublishers } from './is-own.ts';
import type { OfPublisher } from './publisher.access.ts';
import { type MemberRole, Publisher, PublisherMember } from './publisher.entity.ts';
import { lostAt } from './publisher-domain.rules.ts';
import { PublisherDomainType, PublisherInvitationType, PublisherMemberType, PublisherType } from './publisher-type.ts';

const PublisherConnection = connectionOf('Publisher', () => PublisherType);
const ORDER = [
  ['handle', 'asc'],
  ['id', 'asc'],
] as const;

type SeenMember = OfPublisher & { readonly subject: string; readonly memberRole: MemberRole; readonly since: Date };

@Resolver(() => PublisherType)
export class PublisherResolver {
  @Sensitivity('S1')
  @Query(() => PublisherConnection, { nullable: true, description: 'All publishers, in the order of their handles.' })
  async publishers(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<SeenPublisher>> {
    const page = await pageOf<Publisher>(context.em, Publisher, { order: ORDER, first, after });
    return pageWith(page, (publishers) => asSeen(context, publishers));
  }

  @Sensitivity('S2')
  @Query(() => PublisherConnection, {
    nullable: true,
    description:
      'Publishers that say which firm they are, have proved a domain, and whose licence nobody has seen; for administrators.',
  })
  async licencesToCheck(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<SeenPublisher>> {
    assertAdministrator(context.viewer);
    const { em, viewer, clock } = context;
    const id = { $nin: await ownPublishers(em, viewer, clock.now()) };
    const where = { id, verification: 'DOMAIN_PROVED' as const, uscc: { $ne: null }, suspended: null };
    const page = await pageOf<Publisher>(em, Publisher, { where, order: ORDER, first, after });
    return pageWith(page, (publishers) => asSeen(context, publishers));
  }

  @Sensitivity('S1')
  @Query(() => PublisherType, { nullable: true, description: 'One publisher; null: there is none with this handle.' })
  publisher(@Arg('handle', () => ID) handle: string, @Ctx() context: SubgraphContext): Promise<SeenPublisher | null> {
    return publisherByHandle(context).load(handle);
  }

  @Sensitivity('S2')
  @Query(() => [PublisherType], { nullable: true, description: 'Publishers that you are a member of.' })
  async myPublishers(@Ctx() context: SubgraphContext): Promise<SeenPublisher[]> {
    const { em, viewer } = context;
    const mine = await findRows(em, PublisherMember, { subject: viewer.principal.subject ?? '' });
    const ids = mine.map(({ publisherId }) => publisherId);
    return asSeen(context, await findRows(em, Publisher, { id: { $in: ids } }, { orderBy: { handle: 'asc' } }));
  }

  @Sensitivity('S2')
  @Query(() => [PublisherInvitationType], {
    nullable: true,
    description: 'Publishers that ask you to become a member.',
  })
  async myInvitations(@Ctx() { em, viewer }: SubgraphContext): Promise<PublisherInvitationType[]> {
    const mine = await findRows(em, PublisherInvitation, { subject: viewer.principal.subject ?? '' });
    const ids = mine.map(({ publisherId }) => publisherId);
    const handles = new Map(
      (await findRows(em, Publisher, { id: { $in: ids } })).map(({ id, handle }) => [id, handle]),
    );
    return mine.map(({ publisherId, role, invitedAt }) => ({
      publisher: handles.get(publisherId) ?? '',
      role,
      invitedAt,
    }));
  }

  @Sensitivity('S1')
  @FieldResolver(() => LegalEntityType, { nullable: true, description: 'The firm that it says it is; null: none.' })
  organisation(@Root() { uscc }: Publisher): { uscc: string } | null {
    return uscc === null ? null : { uscc };
  }

  @Sensitivity('S1')
  @FieldResolver(() => Boolean, { description: 'It may not publish any more.' })
  isSuspended(@Root() { suspended }: Publisher): boolean {
    return suspended !== null;
  }

  @Sensitivity('S1')
  @FieldResolver(() => [String], { description: 'Namespaces of its plugins’ names.' })
  async namespaces(@Root() { id }: Publisher, @Ctx() context: SubgraphContext): Promise<string[]> {
    return ((await namespacesOf(context).load(id)) ?? []).map(({ name }) => name);
  }

  @Sensitivity('S1')
  @FieldResolver(() => [PublisherDomainType], { description: 'Domains that it has proved, in their order.' })
  async domains(@Root() { id }: Publisher, @Ctx() context: SubgraphContext): Promise<PublisherDomainType[]> {
    const rows = (await domainsOf(context).load(id)) ?? [];
    return rows.map((row) => ({ ...row, lostAt: lostAt(row) }));
  }

  @Sensitivity('S2')
  @FieldResolver(() => [PublisherMemberType], { nullable: true, description: 'Who is a member; for members.' })
  async members(@Root() { id, role }: SeenPublisher, @Ctx() context: SubgraphContext): Promise<SeenMember[]> {
    const members = (await membersOf(context).load(id)) ?? [];
    return members.map(({ subject, role: memberRole, since }) => ({ subject, memberRole, since, role }));
  }

  @Sensitivity('S2')
  @FieldResolver(() => [PublisherMemberType], { nullable: true, description: 'Who was asked to become a member.' })
  async invitations(@Root() { id, role }: SeenPublisher, @Ctx() context: SubgraphContext): Promise<SeenMember[]> {
    const invited = (await invitationsOf(context).load(id)) ?? [];
    return invited.map(({ subject, role: memberRole, invitedAt: since }) => ({ subject, memberRole, since, role }));
  }
}
