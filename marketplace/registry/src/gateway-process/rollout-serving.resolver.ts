import { Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import type { Rollout } from '../rollout/rollout.entity.ts';
import { RolloutType } from '../rollout/rollout.resolver.ts';
import type { DecisionState, Standing } from './decision-standing.rules.ts';
import { DecisionStates, GatewayRefusalType, refusalsAs } from './gateway-refusal-type.ts';
import { lastOfRollout } from './rollout-standing.ts';
import { standingByNumber } from './standing-by-number.ts';

@Resolver(() => RolloutType)
export class RolloutServingResolver {
  @Sensitivity('S1')
  @FieldResolver(() => Int, {
    nullable: true,
    description:
      'Number of what was decided about it last (`graphDecision`); null: it is so long ago that none is kept.',
  })
  async decision(@Root() rollout: Rollout, @Ctx() { em }: SubgraphContext): Promise<number | null> {
    return (await lastOfRollout(em, rollout))?.number ?? null;
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

async function standingOfLast(
  context: SubgraphContext,
  rollout: Pick<Rollout, 'plugin' | 'releaseDigest'>,
): Promise<Standing | null> {
  const last = await lastOfRollout(context.em, rollout);
  return last && standingByNumber(context).load(last.number);
}
