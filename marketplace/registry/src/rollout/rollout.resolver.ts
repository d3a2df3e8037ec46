import { DateTimeScalar } from '@citygraph/contract';
import {
  type Connection,
  connectionOf,
  findRows,
  PageArgs,
  pageOf,
  Sensitivity,
  type SubgraphContext,
  type TypeAccess,
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
  registerEnumType,
} from 'type-graphql';
import { type OfPlugin, publisherOrAdministrator, withMembers } from '../plugin/members-of.ts';
import { admissionOf } from '../plugin-release/admission.ts';
import { PluginRelease } from '../plugin-release/plugin-release.entity.ts';
import { healthSince } from '../service-level/health-since.ts';
import { burnOf } from '../service-level/slo.rules.ts';
import { windowStart } from '../service-level/windows.ts';
import { promoteRollout, rollBackRollout } from './end-rollout.ts';
import { pauseRollout, resumeRollout, stepRollout } from './move-rollout.ts';
import { Rollout, type RolloutState } from './rollout.entity.ts';
import { paceOf, waitOf } from './rollout-pace.ts';
import { startRollout } from './start-rollout.ts';

export const RolloutStates = {
  RUNNING: 'RUNNING',
  PAUSED: 'PAUSED',
  PROMOTED: 'PROMOTED',
  ROLLED_BACK: 'ROLLED_BACK',
} as const satisfies Record<RolloutState, RolloutState>;

registerEnumType(RolloutStates, {
  name: 'RolloutState',
  description: 'Where a rollout stands.',
  valuesConfig: {
    RUNNING: { description: 'Some of the clients get the release.' },
    PAUSED: { description: 'Its clients get the stable graph until it is resumed.' },
    PROMOTED: { description: 'Everybody gets the release: it is stable.' },
    ROLLED_BACK: { description: 'The release was taken back.' },
  },
});

/** Who may read a rollout. */
export const rolloutAccess: TypeAccess<OfPlugin> = { default: publisherOrAdministrator };

type ReadRollout = Rollout & OfPlugin;

@Sensitivity('S2')
@ObjectType('Rollout', { description: 'A release on its way from some of the clients to all of them.' })
export class RolloutType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Sensitivity('S1')
  @Field(() => String, { description: 'Name of the plugin.' })
  plugin!: string;

  @Sensitivity('S1')
  @Field(() => RolloutStates, { description: 'Where it stands.' })
  state!: RolloutState;

  @Sensitivity('S1')
  @Field(() => Int, { description: 'Per cent of the clients: 5, 25, 50 or 100.' })
  percent!: number;

  @Field(() => [Int], { nullable: true, description: 'Buckets of clients that it owns, of 100.' })
  buckets?: readonly number[];

  @Field(() => String, { nullable: true, description: 'Why it was paused or taken back.' })
  reason?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it began.' })
  startedAt?: Date;

  @Field(() => String, { nullable: true, description: 'Who began it, by the subject of their token.' })
  startedBy?: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was changed last.' })
  changedAt?: Date;

  @Field(() => String, { nullable: true, description: 'Who changed it last; `citygraph:registry` is the hub itself.' })
  changedBy?: string;
}

const HURRY =
  'Do not wait for what the step has not seen; for administrators of another house, and the audit names it so.';

const RolloutConnection = connectionOf('Rollout', () => RolloutType);
const NEWEST_FIRST = [
  ['startedAt', 'desc'],
  ['id', 'desc'],
] as const;

@Resolver(() => RolloutType)
export class RolloutResolver {
  @Sensitivity('S1')
  @Query(() => RolloutConnection, { nullable: true, description: 'Rollouts, the latest first.' })
  async rollouts(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('plugin', () => String, { nullable: true, description: 'Only those of this plugin.' }) plugin: string | null,
    @Arg('state', () => RolloutStates, { nullable: true, description: 'Only those that stand like this.' })
    state: RolloutState | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<ReadRollout>> {
    const where = { ...(plugin == null ? {} : { plugin }), ...(state == null ? {} : { state }) };
    const page = await pageOf<Rollout>(context.em, Rollout, { where, order: NEWEST_FIRST, first, after });
    const nodes = await withMembers(context, page.nodes, (rollout) => rollout.plugin);
    const edges = page.edges.map((edge, index) => ({ ...edge, node: nodes[index] as ReadRollout }));
    return { ...page, nodes, edges };
  }

  @Sensitivity('S1')
  @Query(() => RolloutType, { nullable: true, description: 'One rollout; null: there is none with this key.' })
  rollout(@Arg('id', () => ID) id: string, @Ctx() context: SubgraphContext): Promise<ReadRollout | null> {
    return readRollout(context, id);
  }

  @Sensitivity('S2')
  @Mutation(() => RolloutType, {
    nullable: true,
    description: 'Try an approved release with some of the clients, for its publisher and administrators.',
  })
  async startRollout(
    @Arg('plugin', () => String, { description: 'Name of the plugin.' }) plugin: string,
    @Arg('version', () => String, { description: 'Of the release.' }) version: string,
    @Arg('percent', () => Int, { defaultValue: 5, description: '5, 25, 50 or 100.' }) percent: number,
    @Ctx() context: SubgraphContext,
  ): Promise<ReadRollout | null> {
    const { em, viewer, clock } = context;
    return readRollout(
      context,
      await startRollout(em, viewer, { plugin, version, percent }, admissionOf(context), clock.now()),
    );
  }

  @Sensitivity('S2')
  @Mutation(() => RolloutType, {
    nullable: true,
    description: 'Give a running rollout more clients, once its step has seen enough calls or minutes.',
  })
  async stepRollout(
    @Arg('id', () => ID) id: string,
    @Arg('percent', () => Int, { description: '25, 50 or 100.' }) percent: number,
    @Arg('emergency', () => Boolean, { defaultValue: false, description: HURRY }) emergency: boolean,
    @Ctx() context: SubgraphContext,
  ): Promise<ReadRollout | null> {
    const { em, viewer, clock } = context;
    const step = { id, percent, emergency };
    return readRollout(context, await stepRollout(em, viewer, step, groundOf(context), clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => RolloutType, { nullable: true, description: 'Give its clients the stable graph for the time being.' })
  async pauseRollout(
    @Arg('id', () => ID) id: string,
    @Arg('reason', () => String, { description: 'For its publisher and for the audit.' }) reason: string,
    @Ctx() context: SubgraphContext,
  ): Promise<ReadRollout | null> {
    const { em, viewer, clock } = context;
    return readRollout(context, await pauseRollout(em, viewer, { id, reason }, clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => RolloutType, { nullable: true, description: 'Serve a paused rollout’s clients again.' })
  async resumeRollout(@Arg('id', () => ID) id: string, @Ctx() context: SubgraphContext): Promise<ReadRollout | null> {
    const { em, viewer, clock } = context;
    return readRollout(context, await resumeRollout(em, viewer, id, admissionOf(context), clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => RolloutType, {
    nullable: true,
    description:
      'Give everybody the release, once its step has seen enough calls or minutes: it becomes the stable one.',
  })
  async promoteRollout(
    @Arg('id', () => ID) id: string,
    @Arg('emergency', () => Boolean, { defaultValue: false, description: HURRY }) emergency: boolean,
    @Ctx() context: SubgraphContext,
  ): Promise<ReadRollout | null> {
    const { em, viewer, clock } = context;
    return readRollout(context, await promoteRollout(em, viewer, { id, emergency }, groundOf(context), clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => RolloutType, { nullable: true, description: 'Take the release back that is tried.' })
  async rollBackRollout(
    @Arg('id', () => ID) id: string,
    @Arg('reason', () => String, { description: 'For its publisher and for the audit.' }) reason: string,
    @Ctx() context: SubgraphContext,
  ): Promise<ReadRollout | null> {
    const { em, viewer, clock } = context;
    return readRollout(context, await rollBackRollout(em, viewer, { id, reason }, clock.now()));
  }

  @Sensitivity('S2')
  @FieldResolver(() => String, { nullable: true, description: 'Version of the release.' })
  async version(@Root() { releaseId }: Rollout, @Ctx() { em }: SubgraphContext): Promise<string | null> {
    return (await em.findOne(PluginRelease, { id: releaseId }, { fields: ['version'] }))?.version ?? null;
  }

  @Sensitivity('S2')
  @FieldResolver(() => String, {
    nullable: true,
    description:
      'How the release breaks its promise at this moment, with figures; null: it keeps it, or few have called.',
  })
  async burn(
    @Root() { plugin, releaseDigest, slo, changedAt }: Rollout,
    @Ctx() { em, clock }: SubgraphContext,
  ): Promise<string | null> {
    return burnOf(slo, await healthSince(em, plugin, releaseDigest, windowStart(changedAt, clock.now())));
  }

  @Sensitivity('S2')
  @FieldResolver(() => String, {
    nullable: true,
    description:
      'What its step has seen of what it must see before more clients get it, in calls and minutes, of which one is enough; null: it may go on, or it does not run.',
  })
  async waitsFor(@Root() rollout: Rollout, @Ctx() context: SubgraphContext): Promise<string | null> {
    return (await waitIn(context, rollout))?.seen ?? null;
  }

  @Sensitivity('S2')
  @FieldResolver(() => DateTimeScalar, {
    nullable: true,
    description: 'When it may go on however seldom it is called; null: it may, or it does not run.',
  })
  async goesOnAt(@Root() rollout: Rollout, @Ctx() context: SubgraphContext): Promise<Date | null> {
    return (await waitIn(context, rollout))?.until ?? null;
  }
}

const waitIn = async (context: SubgraphContext, rollout: Rollout) =>
  rollout.state === 'RUNNING' ? waitOf(context.em, rollout, paceOf(context), context.clock.now()) : null;

const groundOf = (context: SubgraphContext) => ({ admission: admissionOf(context), pace: paceOf(context) });

async function readRollout(context: SubgraphContext, id: string): Promise<ReadRollout | null> {
  const rows = await findRows(context.em, Rollout, { id });
  const [rollout] = await withMembers(context, rows, ({ plugin }) => plugin);
  return rollout ?? null;
}
