import { Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { lastDecision } from '../graph-set/last-decision.ts';
import type { Rollout } from '../rollout/rollout.entity.ts';
import { RolloutType } from '../rollout/rollout.resolver.ts';
import type { DecisionState, Standing } from './decision-standing.rules.ts';
import { DecisionStates, GatewayRefusalType, refusalsAs } from './gateway-refusal-type.ts';
import { standingByNumber } from './standing-by-number.ts';

@Resolver(() => RolloutType)
export class RolloutServingResolver {
  @Sensitivity('S1')
  @FieldResolver(() => Int, {
    nullable: true,
    description:
      'Number of what was decided about it last (`graphDecision`); null: it is so long ago that none is kept.',
  })
  decision(@Root() rollout: Rollout, @Ctx() context: SubgraphContext): Promise<number | null> {
    return lastOf(context, rollout);
  }

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

type Decided = Pick<Rollout, 'plugin' | 'releaseDigest'>;

const lastOf = ({ em }: SubgraphContext, { plugin, releaseDigest }: Decided): Promise<number | null> =>
  lastDecision(em, { plugin, releaseDigest, acts: ACTS });

async function standingOfLast(context: SubgraphContext, rollout: Decided): Promise<Standing | null> {
  const number = await lastOf(context, rollout);
  return number === null ? null : standingByNumber(context).load(number);
}
