import { findRows, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { GraphChange } from '../graph-set/graph-change.entity.ts';
import type { Rollout } from '../rollout/rollout.entity.ts';
import { RolloutType } from '../rollout/rollout.resolver.ts';
import type { DecisionState, Standing } from './decision-standing.rules.ts';
import { DecisionStates, GatewayRefusalType, refusalsAs } from './gateway-refusal-type.ts';
import { standingByNumber } from './standing-by-number.ts';

@Resolver(() => RolloutType)
export class RolloutServingResolver {
  @Sensitivity('S2')
  @FieldResolver(() => DecisionStates, {
    nullable: true,
    description: 'How far what was decided about it last has come: promoted is not serving.',
  })
  async inForce(@Root() rollout: Rollout, @Ctx() context: SubgraphContext): Promise<DecisionState | null> {
    return (await standingOfLast(context, rollout))?.state ?? null;
  }

  @Sensitivity('S2')
  @FieldResolver(() => [GatewayRefusalType], { nullable: true, description: 'Living gateways that refuse its graph.' })
  async refusals(@Root() rollout: Rollout, @Ctx() context: SubgraphContext): Promise<GatewayRefusalType[]> {
    return refusalsAs(context.viewer, (await standingOfLast(context, rollout))?.refusals ?? []);
  }
}

const ACTS = [
  'startRollout',
  'stepRollout',
  'resumeRollout',
  'pauseRollout',
  'rollBackRollout',
  'promoteRollout',
  'rollBackRelease',
];

async function standingOfLast(
  context: SubgraphContext,
  { plugin, releaseDigest }: Pick<Rollout, 'plugin' | 'releaseDigest'>,
): Promise<Standing | null> {
  const of = { plugin, releaseDigest, act: { $in: ACTS } };
  const order = { orderBy: { number: 'desc' }, limit: 1 } as const;
  const [last] = await findRows(context.em, GraphChange, of, order);
  return last ? standingByNumber(context).load(last.number) : null;
}
