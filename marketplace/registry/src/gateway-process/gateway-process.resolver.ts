import { DateTimeScalar } from '@citygraph/contract';
import { defineLoader, findRows, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Ctx, Field, FieldResolver, ID, Int, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { assertAdministrator } from '../administrator.ts';
import { GatewayProcess } from './gateway-process.entity.ts';
import { isLiving, noesOf } from './serving.rules.ts';

@Sensitivity('S2')
@ObjectType('RefusedGraph', { description: 'A graph that a gateway could not serve though it was offered.' })
class RefusedGraphType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Digest of the graph.' })
  digest!: string;

  @Field(() => String, { nullable: true, description: 'Why not.' })
  reason?: string;
}

@Sensitivity('S2')
@ObjectType('GatewayProcess', { description: 'A process of a gateway, and what it serves.' })
export class GatewayProcessType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'What it calls itself.' })
  process!: string;

  @Field(() => String, { nullable: true, description: 'The gateway whose secret it showed.' })
  gateway?: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was heard of last.' })
  seenAt?: Date;
}

/** Those that have reported lately, once a request. */
const everyProcess = defineLoader<string, GatewayProcess[], SubgraphContext>(async (keys, { em, clock }) => {
  const day = new Date(clock.now().getTime() - 86_400_000);
  const processes = await findRows(
    em,
    GatewayProcess,
    { seenAt: { $gt: day } },
    { orderBy: { seenAt: 'desc', process: 'asc' }, limit: 1_000 },
  );
  return keys.map(() => processes);
});
export const processesOf = async (context: SubgraphContext): Promise<readonly GatewayProcess[]> =>
  (await everyProcess(context).load('')) ?? [];

@Resolver(() => GatewayProcessType)
export class GatewayProcessResolver {
  @Sensitivity('S2')
  @Query(() => [GatewayProcessType], {
    nullable: true,
    description: 'Gateways that have reported in the last day, the latest first; for administrators.',
  })
  async gatewayProcesses(@Ctx() context: SubgraphContext): Promise<GatewayProcess[]> {
    assertAdministrator(context.viewer);
    return [...(await processesOf(context))];
  }

  @Sensitivity('S2')
  @FieldResolver(() => Boolean, { nullable: true, description: 'Whether it was heard of in the last 15 seconds.' })
  living(@Root() process: GatewayProcess, @Ctx() { clock }: SubgraphContext): boolean {
    return isLiving(process, clock.now());
  }

  @Sensitivity('S2')
  @FieldResolver(() => Int, { nullable: true, description: 'Sequence of the graph set that it serves.' })
  graphs(@Root() { serving }: GatewayProcess): number {
    return serving.graphs;
  }

  @Sensitivity('S2')
  @FieldResolver(() => Int, { nullable: true, description: 'Version of the policy that it carries out.' })
  policy(@Root() { serving }: GatewayProcess): number {
    return serving.policy;
  }

  @Sensitivity('S2')
  @FieldResolver(() => Int, { nullable: true, description: 'Sequence of the keyset that it trusts.' })
  keyset(@Root() { serving }: GatewayProcess): number {
    return serving.keyset;
  }

  @Sensitivity('S2')
  @FieldResolver(() => ID, { nullable: true, description: 'Digest of the graph that is stable there.' })
  stable(@Root() { serving }: GatewayProcess): string | null {
    return serving.stable || null;
  }

  @Sensitivity('S2')
  @FieldResolver(() => [RefusedGraphType], { nullable: true, description: 'Graphs that it could not serve.' })
  refused(@Root() process: GatewayProcess, @Ctx() { clock }: SubgraphContext): RefusedGraphType[] {
    return Object.entries(noesOf(process, clock.now())).map(([digest, reason]) => ({ digest, reason }));
  }
}
