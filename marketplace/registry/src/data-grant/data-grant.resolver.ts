import { DateTimeScalar } from '@citygraph/contract';
import {
  alignRows,
  type Connection,
  connectionOf,
  defineLoader,
  findRows,
  groupRows,
  Key,
  PageArgs,
  pageOf,
  pageWith,
  Sensitivity,
  type SubgraphContext,
} from '@citygraph/kit';
import {
  Arg,
  Args,
  Ctx,
  Field,
  FieldResolver,
  ID,
  Int,
  Mutation,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { isAdministrator } from '../administrator.ts';
import type { CatalogEntry } from '../catalog-entry/catalog-entry.entity.ts';
import { CatalogEntryType, entriesWith } from '../catalog-entry/catalog-entry.resolver.ts';
import { AgencyType, LegalEntityType } from '../federated-types.ts';
import { pluginByName, pluginsOf } from '../plugin/find-plugins.ts';
import { Plugin } from '../plugin/plugin.entity.ts';
import { PluginType } from '../plugin/plugin-type.ts';
import { rolesIn } from '../publisher/find-publishers.ts';
import { ownPublishers } from '../publisher/is-own.ts';
import type { OfPublisher } from '../publisher/publisher.access.ts';
import { readAnew } from '../read-anew.ts';
import { DataGrant, GrantAlert, GrantApproval } from './data-grant.entity.ts';
import { eyesNeeded, type GrantStatus, isOfGrantee, isOfOwner, statusOf } from './data-grant.rules.ts';
import { decideDataGrant } from './decide-data-grant.ts';
import { acceptDataGrant, revokeDataGrant } from './end-data-grant.ts';
import { GrantDecision } from './grant-decision.ts';
import { requestDataGrant } from './request-data-grant.ts';

@Sensitivity('S1')
@ObjectType('GrantAlert', { description: 'What the statutory clock of a request has reached.' })
class GrantAlertType {
  @Field(() => String, { description: 'REMINDER, YELLOW or RED.' })
  level!: string;

  @Field(() => DateTimeScalar, { description: 'When it was raised.' })
  raisedAt!: Date;
}

@Key('id')
@Sensitivity('S1')
@ObjectType('DataGrant', {
  description:
    "The decision of a data's owner: these coordinates, to this app or plugin, for this purpose. The register of what was granted is public.",
})
export class DataGrantType {
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Field(() => [String], { description: '`Type.field`, sorted.' })
  coordinates!: readonly string[];

  @Field(() => String, { description: 'The highest level among them: S2, S3 or S4; S1 for a person’s key.' })
  level!: string;

  @Field(() => String, { description: 'A code of the purpose list.' })
  purpose!: string;

  @Field(() => Int, { description: 'How many days the grantee may keep what it got.' })
  retentionDays!: number;

  @Field(() => DateTimeScalar, { description: 'When it runs out.' })
  until!: Date;

  @Field(() => Boolean, { description: 'Each whose data it is must have consented as well.' })
  needsConsent!: boolean;

  @Field(() => DateTimeScalar, { description: 'When it was asked for.' })
  requestedAt!: Date;

  @Field(() => DateTimeScalar, { description: 'By when the owner decides.' })
  dueAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the last decision fell.' })
  decidedAt?: Date | null;

  @Sensitivity('S2')
  @Field(() => String, {
    nullable: true,
    description: 'What the data is for, in the words of who asked; for both sides.',
  })
  reason?: string;

  @Sensitivity('S2')
  @Field(() => String, { nullable: true, description: 'Why it was decided so; for both sides.' })
  decisionReason?: string | null;
}

const DataGrantConnection = connectionOf('DataGrant', () => DataGrantType);

const OLDEST_FIRST = [
  ['dueAt', 'asc'],
  ['id', 'asc'],
] as const;
const NEWEST_FIRST = [
  ['requestedAt', 'desc'],
  ['id', 'asc'],
] as const;
/** What was decided for a grantee is public; what is only asked for is between the two sides. */
const PUBLIC = ['ACTIVE', 'REVOKED'];

/** The conditions by which a grant is the viewer's own business. */
async function concerning(em: SubgraphContext['em'], viewer: SubgraphContext['viewer']): Promise<object[]> {
  const { principal, standing } = viewer;
  const grantees = [...(standing?.represents ?? []), ...(principal.agency === null ? [] : [principal.agency])];
  const ownsAsOfficer = principal.agency !== null && principal.roles.includes('officer');
  return [
    { granteeUscc: { $in: grantees } },
    { plugin: { $in: await pluginsOf(em, viewer) } },
    ...(ownsAsOfficer ? [{ ownerUscc: principal.agency }] : []),
  ];
}

/** A grant as the viewer stands to its plugin's publisher. */
export type SeenGrant = DataGrant & OfPublisher;

async function asSeen({ em, viewer }: SubgraphContext, grants: readonly DataGrant[]): Promise<SeenGrant[]> {
  const names = [...new Set(grants.flatMap(({ plugin }) => plugin ?? []))];
  const plugins = names.length === 0 ? [] : await findRows(em, Plugin, { name: { $in: names } });
  const publisherOf = new Map(plugins.map(({ name, publisherId }) => [name, publisherId]));
  const roles = await rolesIn(em, viewer, [...publisherOf.values()]);
  return grants.map((grant) => ({ ...grant, role: roles.get(publisherOf.get(grant.plugin ?? '') ?? '') ?? null }));
}

export const grantById = defineLoader<string, SeenGrant, SubgraphContext>(async (ids, context) => {
  const { em, viewer } = context;
  const grants = await asSeen(context, await findRows(em, DataGrant, { id: { $in: [...ids] } }));
  const seen = grants.filter(
    ({ state, ownerUscc, granteeUscc, role }) =>
      PUBLIC.includes(state) || role !== null || isOfOwner(viewer, ownerUscc) || isOfGrantee(viewer, granteeUscc),
  );
  return alignRows(ids, seen, ({ id }) => id);
});

const alertsOf = defineLoader<string, GrantAlert[], SubgraphContext>(async (ids, { em }) =>
  groupRows(ids, await findRows(em, GrantAlert, { grantId: { $in: [...ids] } }), ({ grantId }) => grantId),
);
const approvalsOf = defineLoader<string, GrantApproval[], SubgraphContext>(async (ids, { em }) =>
  groupRows(ids, await findRows(em, GrantApproval, { grantId: { $in: [...ids] } }), ({ grantId }) => grantId),
);

@Resolver(() => DataGrantType)
export class DataGrantResolver {
  @Sensitivity('S1')
  @Query(() => DataGrantConnection, {
    nullable: true,
    description:
      "The register of grants, the latest first: all that were given, and whatever is your plugins' or your agency's to decide. What your firms asked for is in `myDataGrants`.",
  })
  async dataGrants(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('app', () => String, { nullable: true, description: 'Only those of this app.' }) app: string | null,
    @Arg('plugin', () => ID, { nullable: true, description: 'Only those of this plugin.' }) plugin: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<SeenGrant>> {
    const { em, viewer } = context;
    const seen = isAdministrator(viewer)
      ? {}
      : { $or: [{ state: { $in: PUBLIC } }, ...(await concerning(em, viewer))] };
    const where = { $and: [seen, app == null ? {} : { app }, plugin == null ? {} : { plugin }] };
    const page = await pageOf<DataGrant>(em, DataGrant, { where: where as never, order: NEWEST_FIRST, first, after });
    return pageWith(page, (grants) => asSeen(context, grants));
  }

  // The register is everybody's, and so the hub asks nobody whom a caller represents when only the register is read.
  @Sensitivity('S2')
  @Query(() => DataGrantConnection, {
    nullable: true,
    description:
      'Grants on one side of which you stand, in whatever state, the latest first: asked for by firms that you represent, for your plugins, by or of your agency.',
  })
  async myDataGrants(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<SeenGrant>> {
    const { em, viewer } = context;
    const where = { $or: await concerning(em, viewer) };
    const page = await pageOf<DataGrant>(em, DataGrant, { where: where as never, order: NEWEST_FIRST, first, after });
    return pageWith(page, (grants) => asSeen(context, grants));
  }

  @Sensitivity('S1')
  @Query(() => DataGrantConnection, {
    nullable: true,
    description: 'Requests that wait for your agency, or for you as an administrator, those due first.',
  })
  async dataGrantsToDecide(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<SeenGrant>> {
    const { em, viewer, clock } = context;
    const { principal } = viewer;
    const isOfficer = principal.roles.includes('officer') && principal.agency !== null;
    const owned = isAdministrator(viewer) ? {} : { ownerUscc: isOfficer ? principal.agency : '' };
    const publisherId = { $in: await ownPublishers(em, viewer, clock.now()) };
    const own = (await findRows(em, Plugin, { publisherId }, { fields: ['name'] })).map(({ name }) => name);
    const notOwn = { requestedBy: { $ne: principal.subject }, $or: [{ plugin: null }, { plugin: { $nin: own } }] };
    const where = { state: 'REQUESTED' as const, ...owned, ...notOwn };
    const page = await pageOf<DataGrant>(em, DataGrant, { where: where as never, order: OLDEST_FIRST, first, after });
    return pageWith(page, (grants) => asSeen(context, grants));
  }

  @Sensitivity('S1')
  @Query(() => DataGrantType, {
    nullable: true,
    description:
      'One grant; null: there is none, or it is not yours to see. What a firm of yours asked for is shown with `reason`, or in `myDataGrants`.',
  })
  dataGrant(@Arg('id', () => ID) id: string, @Ctx() context: SubgraphContext): Promise<SeenGrant | null> {
    return grantById(context).load(id);
  }

  @Sensitivity('S2')
  @Mutation(() => [DataGrantType], {
    nullable: true,
    description:
      'Ask for data beyond S1 for an app that your organisation runs, or for a plugin that you publish. Each agency that owns some of it decides on its part within ten working days: one grant for each.',
  })
  async requestDataGrant(
    @Arg('app', () => String, { nullable: true, description: 'Client id; or give a plugin.' }) app: string | null,
    @Arg('coordinates', () => [String], { description: '`Type.field` as the catalogue has them.' })
    coordinates: string[],
    @Arg('purpose', () => String, { description: 'A code of the purpose list.' }) purpose: string,
    @Arg('retentionDays', () => Int, { description: 'How many days the data is kept, 0 to 3650.' })
    retentionDays: number,
    @Arg('until', () => DateTimeScalar, { description: 'At most three years away.' }) until: Date,
    @Arg('reason', () => String, { description: 'What the data is for.' }) reason: string,
    @Arg('plugin', () => ID, { nullable: true, description: 'Name of the plugin; or give an app.' })
    plugin: string | null,
    @Arg('idempotencyKey', () => ID, { nullable: true, description: 'A repeat under the same key does nothing new.' })
    key: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<SeenGrant[]> {
    const { em, viewer, clock } = context;
    const grantee = { app: app ?? null, plugin: plugin ?? null };
    const wanted = { ...grantee, coordinates, purpose, retentionDays, until, reason };
    const ids = await requestDataGrant(em, viewer, wanted, key, clock.now());
    return (await grantById(context).loadMany(ids)).filter(
      (grant): grant is SeenGrant => grant instanceof Object && !(grant instanceof Error),
    );
  }

  @Sensitivity('S2')
  @Mutation(() => DataGrantType, {
    nullable: true,
    description:
      'Decide on a request: an officer of the agency that owns the data, or an administrator in its stead; never for oneself. S4 needs two persons with the same terms.',
  })
  async decideDataGrant(
    @Arg('id', () => ID) id: string,
    @Arg('decision', () => GrantDecision) decision: GrantDecision,
    @Arg('coordinates', () => [String], { nullable: true, description: 'With NARROW: those that remain.' })
    coordinates: string[] | null,
    @Arg('needsConsent', () => Boolean, {
      defaultValue: true,
      description: 'Each whose data it is must consent as well.',
    })
    needsConsent: boolean,
    @Arg('reason', () => String, { nullable: true, description: 'Needed to refuse or narrow.' }) reason: string | null,
    @Arg('idempotencyKey', () => ID, { nullable: true, description: 'A repeat under the same key does nothing new.' })
    key: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<SeenGrant | null> {
    const { em, viewer, clock } = context;
    const wanted = { id, decision, coordinates: coordinates ?? null, needsConsent, reason: reason ?? null };
    return readAnew(grantById(context), await decideDataGrant(em, viewer, wanted, key, clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => DataGrantType, { nullable: true, description: 'The grantee agrees to what the owner narrowed.' })
  async acceptDataGrant(@Arg('id', () => ID) id: string, @Ctx() context: SubgraphContext): Promise<SeenGrant | null> {
    const { em, viewer, clock } = context;
    return readAnew(grantById(context), await acceptDataGrant(em, viewer, id, clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => DataGrantType, {
    nullable: true,
    description: 'Take a grant back, in force within seconds: for its owner and its grantee.',
  })
  async revokeDataGrant(
    @Arg('id', () => ID) id: string,
    @Arg('reason', () => String, { description: 'Why.' }) reason: string,
    @Ctx() context: SubgraphContext,
  ): Promise<SeenGrant | null> {
    const { em, viewer, clock } = context;
    return readAnew(grantById(context), await revokeDataGrant(em, viewer, { id, reason }, clock.now()));
  }

  @Sensitivity('S1')
  @FieldResolver(() => String, {
    nullable: true,
    description: 'Client id of the app that gets the data; null: a plugin.',
  })
  app(@Root() { app }: DataGrant): string | null {
    return app || null;
  }

  @Sensitivity('S1')
  @FieldResolver(() => PluginType, { nullable: true, description: 'The plugin that is sent the data; null: an app.' })
  plugin(@Root() { plugin }: DataGrant, @Ctx() context: SubgraphContext): Promise<Plugin | null> | null {
    return plugin === null ? null : pluginByName(context).load(plugin);
  }

  @Sensitivity('S1')
  @FieldResolver(() => [CatalogEntryType], {
    description:
      'Resources of the catalogue that its coordinates are items of, those that the graph has lost included.',
  })
  catalog(@Root() { coordinates }: DataGrant, @Ctx() context: SubgraphContext): Promise<CatalogEntry[]> {
    return entriesWith(coordinates, context);
  }

  @Sensitivity('S1')
  @FieldResolver(() => String, { description: 'REQUESTED, OFFERED, ACTIVE, EXPIRED, REVOKED or REFUSED.' })
  status(@Root() grant: DataGrant, @Ctx() { clock }: SubgraphContext): GrantStatus {
    return statusOf(grant, clock.now());
  }

  @Sensitivity('S1')
  @FieldResolver(() => String, {
    nullable: true,
    description: 'Why it can serve nothing by now; null: it can. It ends when that lasts for seven days.',
  })
  servesNothing(@Root() { idleReason }: DataGrant): string | null {
    return idleReason;
  }

  @Sensitivity('S1')
  @FieldResolver(() => Int, { description: 'How many persons have said yes.' })
  async approvals(@Root() { id }: DataGrant, @Ctx() context: SubgraphContext): Promise<number> {
    return (await approvalsOf(context).load(id))?.length ?? 0;
  }

  @Sensitivity('S1')
  @FieldResolver(() => Int, { description: 'How many persons must: two for S4.' })
  approvalsNeeded(@Root() { level }: DataGrant): number {
    return eyesNeeded(level);
  }

  @Sensitivity('S1')
  @FieldResolver(() => [GrantAlertType], { description: 'What the clock has reached, while nobody decided.' })
  async alerts(@Root() { id }: DataGrant, @Ctx() context: SubgraphContext): Promise<GrantAlert[]> {
    return (await alertsOf(context).load(id)) ?? [];
  }

  @Sensitivity('S1')
  @FieldResolver(() => LegalEntityType, { nullable: true, description: 'Who runs the app or publishes the plugin.' })
  grantee(@Root() { granteeUscc }: DataGrant): { uscc: string } {
    return { uscc: granteeUscc };
  }

  @Sensitivity('S1')
  @FieldResolver(() => AgencyType, { nullable: true, description: 'The agency that owns the data.' })
  owner(@Root() { ownerUscc }: DataGrant): { uscc: string } {
    return { uscc: ownerUscc };
  }
}
