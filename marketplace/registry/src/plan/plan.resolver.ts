import { DateTimeScalar, type Viewer } from '@citygraph/contract';
import {
  allowed,
  type Connection,
  connectionOf,
  defineLoader,
  findRows,
  PageArgs,
  pageOf,
  pageWith,
  refused,
  Sensitivity,
  type SubgraphContext,
  subjectRule,
  type TypeAccess,
} from '@citygraph/kit';
import { Arg, Args, Ctx, Field, ID, Int, Mutation, ObjectType, Query, Resolver, registerEnumType } from 'type-graphql';
import { isAdministrator } from '../administrator.ts';
import { App } from '../app/app.entity.ts';
import { isOfApp } from '../app/register-documents.ts';
import { pluginsOf } from '../plugin/find-plugins.ts';
import { isMember, type OfPlugin, withMembers } from '../plugin/members-of.ts';
import { makePlan } from './make-plan.ts';
import { Plan, Subscription, type SubscriptionState } from './plan.entity.ts';
import { decideSubscription, subscribe, unsubscribe } from './subscribe.ts';

export const PlanApproval = { AUTO: 'AUTO', MANUAL: 'MANUAL' } as const;
export const PlanLimit = {
  REQUESTS_PER_DAY: 'REQUESTS_PER_DAY',
  MAX_DEPTH: 'MAX_DEPTH',
  MAX_COST: 'MAX_COST',
} as const;
const LIMIT_NAMED = { REQUESTS_PER_DAY: 'requestsPerDay', MAX_DEPTH: 'maxDepth', MAX_COST: 'maxCost' } as const;
export const SubscriptionStates = {
  REQUESTED: 'REQUESTED',
  ACTIVE: 'ACTIVE',
  REFUSED: 'REFUSED',
  ENDED: 'ENDED',
} as const satisfies Record<SubscriptionState, SubscriptionState>;

registerEnumType(PlanApproval, {
  name: 'PlanApproval',
  description: 'When a subscription under a plan is in force.',
  valuesConfig: {
    AUTO: { description: 'At once.' },
    MANUAL: { description: 'When the plugin’s publisher says so.' },
  },
});
registerEnumType(PlanLimit, {
  name: 'PlanLimit',
  description: 'A limit that a plan need not have.',
  valuesConfig: {
    REQUESTS_PER_DAY: { description: 'Requests a day.' },
    MAX_DEPTH: { description: 'Levels of fields in one operation.' },
    MAX_COST: { description: 'Cost of one operation.' },
  },
});
registerEnumType(SubscriptionStates, {
  name: 'SubscriptionState',
  description: 'Where a subscription stands.',
  valuesConfig: {
    REQUESTED: { description: 'It waits for the plugin’s publisher.' },
    ACTIVE: { description: 'The app may ask for the plugin’s fields.' },
    REFUSED: { description: 'The publisher said no; the reason says why.' },
    ENDED: { description: 'Either side ended it.' },
  },
});

@Sensitivity('S1')
@ObjectType('Plan', { description: 'How much an app may ask.' })
export class PlanType {
  @Field(() => ID, { description: 'Its name.' })
  name!: string;

  @Field(() => String, { description: 'What it is called.' })
  title!: string;

  @Field(() => Int, { description: 'Requests a minute.' })
  requestsPerMinute!: number;

  @Field(() => Int, { description: 'Cost a minute.' })
  costPerMinute!: number;

  @Field(() => Int, { nullable: true, description: 'Requests a day; null: as many as fit into its minutes.' })
  requestsPerDay?: number | null;

  @Field(() => Int, { nullable: true, description: 'Levels of fields in one operation; null: the gateway’s.' })
  maxDepth?: number | null;

  @Field(() => Int, { nullable: true, description: 'Cost of one operation; null: the gateway’s.' })
  maxCost?: number | null;

  @Field(() => PlanApproval, { description: 'When a subscription under it is in force.' })
  approval!: keyof typeof PlanApproval;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when nobody new gets it; null: it is offered.' })
  retiredAt?: Date | null;
}

/** A subscription with what its rule reads: who runs the app, and who the plugin. */
type ReadSubscription = Subscription & OfPlugin & Pick<App, 'organisationUscc'>;

const eitherSide = subjectRule('either side', (viewer: Viewer, subscription: ReadSubscription) =>
  isOfApp(viewer, subscription) || isMember(viewer, subscription)
    ? allowed('either side')
    : refused('FORBIDDEN', 'You may not see this.'),
);
export const subscriptionAccess: TypeAccess<ReadSubscription> = { default: eitherSide };

@Sensitivity('S2')
@ObjectType('PluginSubscription', { description: 'An app that may ask for a plugin’s fields, or wants to.' })
export class SubscriptionType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Client id of the app.' })
  app?: string;

  @Field(() => String, { nullable: true, description: 'Name of the plugin.' })
  plugin?: string;

  @Field(() => ID, { nullable: true, description: 'Name of the plan.' })
  plan?: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The plan that it waits for while it goes on under the one it has; null: none.',
  })
  wantedPlan?: string | null;

  @Field(() => SubscriptionStates, { nullable: true, description: 'Where it stands.' })
  state?: SubscriptionState;

  @Field(() => String, { nullable: true, description: 'Why it was refused or ended.' })
  reason?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was asked for.' })
  requestedAt?: Date;
}

const OLDEST_FIRST = [
  ['requestedAt', 'asc'],
  ['id', 'asc'],
] as const;

const SubscriptionConnection = connectionOf('PluginSubscription', () => SubscriptionType);

const ownerOf = defineLoader<string, App | null, SubgraphContext>(async (ids, { em }) => {
  const apps = await findRows(em, App, { clientId: { $in: [...ids] } });
  return ids.map((id) => apps.find(({ clientId }) => clientId === id) ?? null);
});

async function readable(context: SubgraphContext, rows: readonly Subscription[]): Promise<ReadSubscription[]> {
  const withPublisher = await withMembers(context, rows, ({ plugin }) => plugin);
  return Promise.all(
    withPublisher.map(async (row) => ({
      ...row,
      organisationUscc: (await ownerOf(context).load(row.app))?.organisationUscc ?? null,
    })),
  );
}

async function readSubscription(context: SubgraphContext, id: string): Promise<ReadSubscription | null> {
  return (await readable(context, await findRows(context.em, Subscription, { id })))[0] ?? null;
}

@Resolver(() => PlanType)
export class PlanResolver {
  @Sensitivity('S1')
  @Query(() => [PlanType], { nullable: true, description: 'Plans, retired ones too, by name.' })
  plans(@Ctx() { em }: SubgraphContext): Promise<Plan[]> {
    return findRows(em, Plan, {}, { orderBy: { name: 'asc' }, limit: 500 });
  }

  @Sensitivity('S2')
  @Mutation(() => PlanType, {
    nullable: true,
    description:
      'Make a plan, or change it for all who have it; for administrators. What is left out stays as it is; a new one needs title, requests and cost.',
  })
  async makePlan(
    @Arg('name', () => ID, { description: 'Small letters, digits, hyphens.' }) name: string,
    @Arg('title', () => String, { nullable: true, description: 'What it is called.' }) title: string | null,
    @Arg('requestsPerMinute', () => Int, { nullable: true }) requestsPerMinute: number | null,
    @Arg('costPerMinute', () => Int, { nullable: true }) costPerMinute: number | null,
    @Arg('requestsPerDay', () => Int, {
      nullable: true,
      description: 'Of a new one, none: as many as fit into its minutes.',
    })
    requestsPerDay: number | null,
    @Arg('maxDepth', () => Int, { nullable: true, description: 'Of a new one, none: the gateway’s.' })
    maxDepth: number | null,
    @Arg('maxCost', () => Int, { nullable: true, description: 'Of a new one, none: the gateway’s.' })
    maxCost: number | null,
    @Arg('approval', () => PlanApproval, {
      nullable: true,
      description: 'When a subscription is in force; of a new one, AUTO.',
    })
    approval: keyof typeof PlanApproval | null,
    @Arg('retired', () => Boolean, { nullable: true, description: 'Nobody new gets it; of a new one, false.' })
    retired: boolean | null,
    @Arg('without', () => [PlanLimit], { defaultValue: [], description: 'Limits that are taken away.' })
    without: (keyof typeof PlanLimit)[],
    @Ctx() { em, viewer, clock }: SubgraphContext,
  ): Promise<Plan | null> {
    const input = {
      name,
      title: title ?? null,
      requestsPerMinute: requestsPerMinute ?? null,
      costPerMinute: costPerMinute ?? null,
      requestsPerDay: requestsPerDay ?? null,
      maxDepth: maxDepth ?? null,
      maxCost: maxCost ?? null,
      approval: approval ?? null,
      retired: retired ?? null,
      without: without.map((limit) => LIMIT_NAMED[limit]),
    };
    await makePlan(em, viewer, input, clock.now());
    return (await findRows(em, Plan, { name }))[0] ?? null;
  }
}

@Resolver(() => SubscriptionType)
export class SubscriptionResolver {
  @Sensitivity('S1')
  @Query(() => SubscriptionConnection, {
    nullable: true,
    description: 'Subscriptions; what they say is for who runs the app, the plugin’s publisher and administrators.',
  })
  async pluginSubscriptions(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('app', () => ID, { nullable: true, description: 'Only those of this app.' }) app: string | null,
    @Arg('plugin', () => String, { nullable: true, description: 'Only those to this plugin.' }) plugin: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<ReadSubscription>> {
    const where = { ...(app == null ? {} : { app }), ...(plugin == null ? {} : { plugin }) };
    const page = await pageOf<Subscription>(context.em, Subscription, { where, order: [['id', 'asc']], first, after });
    return pageWith(page, (rows) => readable(context, rows));
  }

  @Sensitivity('S2')
  @Query(() => SubscriptionConnection, {
    nullable: true,
    description:
      'Subscriptions to your plugins that wait for your word, or to all as an administrator, the oldest first.',
  })
  async subscriptionsToDecide(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<ReadSubscription>> {
    const { em, viewer } = context;
    const mine = isAdministrator(viewer) ? {} : { plugin: { $in: await pluginsOf(em, viewer) } };
    const where = { $or: [{ state: 'REQUESTED' as const }, { wantedPlan: { $ne: null } }], ...mine };
    const page = await pageOf<Subscription>(em, Subscription, { where, order: OLDEST_FIRST, first, after });
    return pageWith(page, (rows) => readable(context, rows));
  }

  @Sensitivity('S1')
  @Query(() => SubscriptionType, {
    nullable: true,
    description: 'One subscription; null: there is none. What it says is for either side and administrators.',
  })
  pluginSubscription(
    @Arg('id', () => ID) id: string,
    @Ctx() context: SubgraphContext,
  ): Promise<ReadSubscription | null> {
    return readSubscription(context, id);
  }

  @Sensitivity('S2')
  @Mutation(() => SubscriptionType, {
    nullable: true,
    description: 'Ask for a plugin’s fields under a plan, for who runs the app.',
  })
  async subscribeToPlugin(
    @Arg('app', () => ID, { description: 'Client id.' }) app: string,
    @Arg('plugin', () => String, { description: 'Name of the plugin.' }) plugin: string,
    @Arg('plan', () => ID, { description: 'Name of the plan.' }) plan: string,
    @Ctx() context: SubgraphContext,
  ): Promise<ReadSubscription | null> {
    const { em, viewer, clock } = context;
    return readSubscription(context, await subscribe(em, viewer, { app, plugin, plan }, clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => SubscriptionType, {
    nullable: true,
    description: 'Let an app have a plugin’s fields, or not; for the plugin’s publisher and administrators.',
  })
  async decideSubscription(
    @Arg('id', () => ID) id: string,
    @Arg('approve', () => Boolean) approve: boolean,
    @Arg('reason', () => String, { nullable: true, description: 'Needed for no.' }) reason: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<ReadSubscription | null> {
    const { em, viewer, clock } = context;
    const decision = { id, approve, reason: reason ?? null };
    return readSubscription(context, await decideSubscription(em, viewer, decision, clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => SubscriptionType, {
    nullable: true,
    description:
      'End a subscription at once: for who runs the app; with a reason, for the plugin’s publisher and administrators.',
  })
  async unsubscribeFromPlugin(
    @Arg('id', () => ID) id: string,
    @Arg('reason', () => String, { nullable: true, description: 'Needed of the publisher.' }) reason: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<ReadSubscription | null> {
    const { em, viewer, clock } = context;
    return readSubscription(context, await unsubscribe(em, viewer, { id, reason: reason ?? null }, clock.now()));
  }
}
