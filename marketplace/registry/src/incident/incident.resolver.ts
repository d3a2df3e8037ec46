import { DateTimeScalar } from '@citygraph/contract';
import { type Connection, connectionOf, PageArgs, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Args, Ctx, Field, ID, Mutation, ObjectType, Query, Resolver, registerEnumType } from 'type-graphql';
import { closeIncident } from './close-incident.ts';
import { findIncidents, incidentById, type ReadIncident } from './find-incidents.ts';
import type { IncidentKind } from './incident.entity.ts';

const IncidentKinds = {
  GRAPH_REFUSED: 'GRAPH_REFUSED',
  GRAPH_PINNED: 'GRAPH_PINNED',
  ROLLOUT_REFUSED: 'ROLLOUT_REFUSED',
  ROLLOUT_IDLE: 'ROLLOUT_IDLE',
  ROLLOUT_BURNED: 'ROLLOUT_BURNED',
  RELEASE_BURNED: 'RELEASE_BURNED',
  RELEASE_LEFT_OUT: 'RELEASE_LEFT_OUT',
  SANDBOX_LEFT_OUT: 'SANDBOX_LEFT_OUT',
  PLUGIN_KILLED: 'PLUGIN_KILLED',
  EVENT_SET_ASIDE: 'EVENT_SET_ASIDE',
  GRAPH_NOT_SERVED: 'GRAPH_NOT_SERVED',
  RELEASE_NOT_SERVED: 'RELEASE_NOT_SERVED',
  AUDIT_BROKEN: 'AUDIT_BROKEN',
  FIRST_PARTY_REFUSED: 'FIRST_PARTY_REFUSED',
  HEADS_BEHIND: 'HEADS_BEHIND',
} as const satisfies Record<IncidentKind, IncidentKind>;

registerEnumType(IncidentKinds, {
  name: 'IncidentKind',
  description: 'What went wrong.',
  valuesConfig: {
    GRAPH_REFUSED: { description: 'A stable graph does not compose, or the canary refused it.' },
    GRAPH_PINNED: {
      description: 'An operator put a graph in force by hand; closed when releases say again what is stable.',
    },
    ROLLOUT_REFUSED: { description: 'A rollout’s graph does not compose, or the canary refused it.' },
    ROLLOUT_IDLE: { description: 'A rollout that nobody moved for days was taken back.' },
    ROLLOUT_BURNED: { description: 'A release that was tried broke its promise.' },
    RELEASE_BURNED: { description: 'A stable release broke its promise.' },
    RELEASE_LEFT_OUT: {
      description: 'The graph of everybody has to go without a stable release; closed when it has it again.',
    },
    SANDBOX_LEFT_OUT: {
      description: 'No gateway boots with a release, so the sandbox goes without it; closed when one does.',
    },
    PLUGIN_KILLED: { description: 'An administrator switched a plugin off; closed when it is served again.' },
    EVENT_SET_ASIDE: { description: 'An event could not be told to those it concerns: see eventsSetAside.' },
    GRAPH_NOT_SERVED: { description: 'A gateway refuses the graph for everybody, or the sandbox’s.' },
    AUDIT_BROKEN: { description: 'The audit chain is not as it was written; nothing behind the break is sealed.' },
    FIRST_PARTY_REFUSED: {
      description: 'Schemas of the city’s own would take from clients what they ask for; those before go on.',
    },
    HEADS_BEHIND: {
      description: 'Gateways have newer versions than the registry’s database: they refuse every decision.',
    },
    RELEASE_NOT_SERVED: { description: 'A gateway refuses the graph that a decision about a plugin made.' },
  },
});

@Sensitivity('S2')
@ObjectType('Incident', { description: 'Something that a person should look at.' })
export class IncidentType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Field(() => IncidentKinds, { nullable: true, description: 'What went wrong.' })
  kind?: IncidentKind;

  @Field(() => String, {
    nullable: true,
    description: 'Name of the plugin, `stable`, `sandbox`, `audit`, or the topic of the event.',
  })
  subject?: string;

  @Field(() => String, { nullable: true, description: 'Version of the release.' })
  version?: string | null;

  @Field(() => String, { nullable: true, description: 'What was seen, with figures.' })
  detail?: string;

  @Field(() => String, { nullable: true, description: 'What the hub did about it; null: nothing.' })
  action?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it began.' })
  openedAt?: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was seen last.' })
  seenAt?: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When a person closed it; null: it is open.' })
  closedAt?: Date | null;
}

const IncidentConnection = connectionOf('Incident', () => IncidentType);

@Resolver(() => IncidentType)
export class IncidentResolver {
  @Sensitivity('S2')
  @Query(() => IncidentConnection, {
    nullable: true,
    description:
      'Incidents, the latest first: for members of a publisher those of its plugins, for administrators all.',
  })
  incidents(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('open', () => Boolean, { defaultValue: false, description: 'Only those that nobody closed.' }) open: boolean,
    @Arg('plugin', () => String, { nullable: true, description: 'Only those of this plugin.' }) plugin: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<ReadIncident>> {
    return findIncidents(context, { first, after, open, plugin: plugin ?? null });
  }

  @Sensitivity('S2')
  @Mutation(() => IncidentType, {
    nullable: true,
    description: 'Say that an incident is dealt with, for administrators. Closed already, it stays as it is.',
  })
  async closeIncident(
    @Arg('id', () => ID) id: string,
    @Arg('reason', () => String, { description: 'What was found and done, for the audit.' }) reason: string,
    @Ctx() context: SubgraphContext,
  ): Promise<ReadIncident | null> {
    const { em, viewer, clock } = context;
    await closeIncident(em, viewer, { id, reason }, clock.now());
    return incidentById(context, id);
  }
}
