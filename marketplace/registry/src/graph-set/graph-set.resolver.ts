import { DateTimeScalar, type GraphSet, type SignedDocument } from '@citygraph/contract';
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
} from 'type-graphql';
import { assertAdministrator } from '../administrator.ts';
import type { DecisionState } from '../gateway-process/decision-standing.rules.ts';
import { processesOf } from '../gateway-process/gateway-process.resolver.ts';
import { DecisionStates, GatewayRefusalType, refusalsAs } from '../gateway-process/gateway-refusal-type.ts';
import { lacking } from '../gateway-process/serving.rules.ts';
import { standingByNumber } from '../gateway-process/standing-by-number.ts';
import { type OfPlugin, publisherOrAdministrator, withMembers } from '../plugin/members-of.ts';
import { Head } from '../policy/head.entity.ts';
import { GraphChange } from './graph-change.entity.ts';
import type { GraphPin } from './graph-pin.entity.ts';
import { GraphSetVersion } from './graph-set.entity.ts';
import { recomposeGraphs, unpinGraphs } from './recompose-graphs.ts';
import { pinOf, pinSaid, WITHHELD } from './withheld.ts';

/** Who may read how far a decision has come. */
export const graphChangeAccess: TypeAccess<OfPlugin> = { default: publisherOrAdministrator };

type ReadChange = GraphChange & OfPlugin;

@Sensitivity('S2')
@ObjectType('GraphDecision', { description: 'A decision that the graphs must follow: accepted, composed, serving.' })
export class GraphDecisionType {
  @Sensitivity('S1')
  @Field(() => Int, { description: 'Its number, from 1 without gaps.' })
  number!: number;

  @Field(() => String, { nullable: true, description: 'What was done: the name of the mutation.' })
  act?: string;

  @Field(() => String, { nullable: true, description: 'Name of the plugin; null: it is about none.' })
  plugin?: string | null;

  @Field(() => ID, { nullable: true, description: 'Digest of the release.' })
  releaseDigest?: string | null;

  @Field(() => String, { nullable: true, description: 'Who decided, by the subject of their token.' })
  actor?: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When.' })
  at?: Date;

  @Field(() => Int, { nullable: true, description: 'Sequence of the graph set that has it; null: none yet.' })
  sequence?: number | null;
}

@Sensitivity('S2')
@ObjectType('LeftOutRelease', { description: 'A release that a graph goes without.' })
class LeftOutReleaseType {
  @Field(() => String, { nullable: true, description: '`stable`, `sandbox`, or the key of a rollout.' })
  channel?: string;

  @Field(() => String, { nullable: true, description: 'Name of the plugin.' })
  plugin?: string;

  @Field(() => ID, { nullable: true, description: 'Digest of the release.' })
  release?: string;

  @Field(() => [String], { nullable: true, description: 'What the composers found, each with its code.' })
  findings?: readonly string[];
}

@Sensitivity('S2')
@ObjectType('GraphPin', { description: 'A graph that an operator has put in force for everybody by hand.' })
class GraphPinType {
  @Field(() => ID, { nullable: true, description: 'Digest of the graph.' })
  digest?: string;

  @Field(() => String, { nullable: true, description: 'Why.' })
  reason?: string;

  @Field(() => String, { nullable: true, description: 'Who.' })
  pinnedBy?: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when.' })
  pinnedAt?: Date;
}

@Sensitivity('S2')
@ObjectType('GraphSet', { description: 'Which graphs gateways serve, and to whom; one for each time that it changed.' })
export class GraphSetType {
  @Sensitivity('S1')
  @Field(() => Int, { description: 'From 1 without gaps; gateways never take a lower one.' })
  sequence!: number;

  @Field(() => String, { nullable: true, description: 'Who caused it; `citygraph:registry` is the hub itself.' })
  publishedBy?: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When.' })
  publishedAt?: Date;
}

const GraphSetConnection = connectionOf('GraphSet', () => GraphSetType);
const GraphDecisionConnection = connectionOf('GraphDecision', () => GraphDecisionType);

const payloadOf = ({ document }: GraphSetVersion): GraphSet =>
  (JSON.parse(document) as SignedDocument<GraphSet>).payload;

@Resolver(() => GraphSetType)
export class GraphSetResolver {
  @Sensitivity('S2')
  @Query(() => GraphSetConnection, { nullable: true, description: 'Graph sets, the latest first; for administrators.' })
  graphSets(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() { em, viewer }: SubgraphContext,
  ): Promise<Connection<GraphSetVersion>> {
    assertAdministrator(viewer);
    return pageOf<GraphSetVersion>(em, GraphSetVersion, { order: [['sequence', 'desc']], first, after });
  }

  @Sensitivity('S2')
  @FieldResolver(() => ID, { nullable: true, description: 'Digest of the graph for everybody else.' })
  stable(@Root() set: GraphSetVersion): string {
    return payloadOf(set).stable;
  }

  @Sensitivity('S2')
  @FieldResolver(() => ID, { nullable: true, description: 'Digest of the sandbox’s graph; null: there is none.' })
  sandbox(@Root() set: GraphSetVersion): string | null {
    return payloadOf(set).sandbox;
  }

  @Sensitivity('S2')
  @FieldResolver(() => [ID], { nullable: true, description: 'Keys of the rollouts in it.' })
  rollouts(@Root() set: GraphSetVersion): string[] {
    return payloadOf(set).rollouts.map(({ id }) => id);
  }

  @Sensitivity('S2')
  @FieldResolver(() => GraphPinType, {
    nullable: true,
    description: 'What keeps releases from moving the stable graph; null: nothing, or this set is not the head.',
  })
  async pin(@Root() { sequence }: GraphSetVersion, @Ctx() { em }: SubgraphContext): Promise<GraphPin | null> {
    const [head] = await findRows(em, Head, { name: 'graphs' });
    return head?.version === sequence ? pinOf(em) : null;
  }

  @Sensitivity('S2')
  @FieldResolver(() => [LeftOutReleaseType], { nullable: true, description: 'Releases that its graphs go without.' })
  leftOut(@Root() { leftOut }: GraphSetVersion): LeftOutReleaseType[] {
    return Object.entries(leftOut).flatMap(([channel, releases]) =>
      releases.map(({ plugin, release, findings }) => ({
        channel,
        plugin,
        release,
        findings: findings.map(({ code, message }) => `${code}: ${message}`),
      })),
    );
  }

  @Sensitivity('S2')
  @FieldResolver(() => [ID], { nullable: true, description: 'Living gateways that do not serve it yet, by process.' })
  async lacking(@Root() { sequence }: GraphSetVersion, @Ctx() context: SubgraphContext): Promise<string[]> {
    return lacking(await processesOf(context), sequence, context.clock.now());
  }
}

@Resolver(() => GraphDecisionType)
export class GraphDecisionResolver {
  @Sensitivity('S1')
  @Query(() => GraphDecisionConnection, { nullable: true, description: 'Decisions about graphs, the latest first.' })
  async graphDecisions(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('plugin', () => String, { nullable: true, description: 'Only those about this plugin.' }) plugin:
      | string
      | null,
    @Ctx() context: SubgraphContext,
  ): Promise<Connection<ReadChange>> {
    const where = plugin == null ? {} : { plugin };
    const page = await pageOf<GraphChange>(context.em, GraphChange, {
      where,
      order: [['number', 'desc']],
      first,
      after,
    });
    const nodes = await withMembers(context, page.nodes, (change) => change.plugin ?? '');
    const edges = page.edges.map((edge, index) => ({ ...edge, node: nodes[index] as ReadChange }));
    return { ...page, nodes, edges };
  }

  @Sensitivity('S1')
  @Query(() => GraphDecisionType, { nullable: true, description: 'One decision; null: there is none of this number.' })
  async graphDecision(
    @Arg('number', () => Int) number: number,
    @Ctx() context: SubgraphContext,
  ): Promise<ReadChange | null> {
    const rows = await findRows(context.em, GraphChange, { number });
    return (await withMembers(context, rows, (change) => change.plugin ?? ''))[0] ?? null;
  }

  @Sensitivity('S2')
  @FieldResolver(() => DecisionStates, { nullable: true, description: 'How far it has come.' })
  async state(@Root() { number }: GraphChange, @Ctx() context: SubgraphContext): Promise<DecisionState | null> {
    return (await standingByNumber(context).load(number))?.state ?? null;
  }

  @Sensitivity('S2')
  @FieldResolver(() => String, {
    nullable: true,
    description:
      'Why nobody has it though it was decided: an operator has pinned the stable graph; null: nothing keeps it.',
  })
  async heldBy(@Root() { act, sequence }: GraphChange, @Ctx() { em }: SubgraphContext): Promise<string | null> {
    if (sequence !== null || !WITHHELD.includes(act)) return null;
    const pin = await pinOf(em);
    return pin && `${pinSaid(pin)}; an administrator ends that with unpinGraphs.`;
  }

  @Sensitivity('S2')
  @FieldResolver(() => [GatewayRefusalType], { nullable: true, description: 'Living gateways that refuse its graph.' })
  async refusals(@Root() { number }: GraphChange, @Ctx() context: SubgraphContext): Promise<GatewayRefusalType[]> {
    return refusalsAs(context.viewer, (await standingByNumber(context).load(number))?.refusals ?? []);
  }

  @Sensitivity('S2')
  @Mutation(() => Int, {
    nullable: true,
    description:
      'Try again what did not compose or what the canary refused, for administrators. Answers the decision’s number.',
  })
  recomposeGraphs(
    @Arg('reason', () => String, { description: 'For the audit.' }) reason: string,
    @Ctx() { em, viewer, clock }: SubgraphContext,
  ): Promise<number> {
    return recomposeGraphs(em, viewer, reason, clock.now());
  }

  @Sensitivity('S2')
  @Mutation(() => Boolean, {
    nullable: true,
    description:
      'Let releases say again what is stable, after an operator put a graph in force by hand; for administrators.',
  })
  unpinGraphs(
    @Arg('reason', () => String, { description: 'For the audit.' }) reason: string,
    @Ctx() { em, viewer, clock }: SubgraphContext,
  ): Promise<boolean> {
    return unpinGraphs(em, viewer, reason, clock.now());
  }
}
