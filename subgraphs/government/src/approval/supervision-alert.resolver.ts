import { DateTimeScalar } from '@citygraph/contract';
import { Key, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Ctx, Field, FieldResolver, ID, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { AlertLevel } from './alert-level.ts';
import { type AlertSubject, unknownAlert } from './approval.access.ts';
import { approvalStepById, type StepInCase, supervisionAlertById } from './approval.loader.ts';
import { ApprovalStepType } from './approval-step.resolver.ts';
import { ALERT_LIMIT, findSupervisionAlerts } from './find-supervision-alerts.ts';
import type { SupervisionAlert } from './supervision-alert.entity.ts';

@Key('id')
@Sensitivity('S2')
@ObjectType('SupervisionAlert', { description: 'That a step is about to be late, or is; each level once a step.' })
export class SupervisionAlertType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Field(() => AlertLevel, { nullable: true, description: 'How late.' })
  level?: AlertLevel;

  @Field(() => String, { nullable: true, description: 'The rule that raised it.' })
  rule?: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was raised.' })
  raisedAt?: Date;

  @Field(() => String, { nullable: true, description: 'The decision that followed, and its reason; null: none yet.' })
  answer?: string;
}

@Resolver(() => SupervisionAlertType)
export class SupervisionAlertResolver {
  @Sensitivity('S2')
  @Query(() => [SupervisionAlertType], {
    nullable: true,
    description: `Alerts that concern the officer's agency, newest first, at most ${ALERT_LIMIT}; the lead agency sees those of all.`,
  })
  async supervisionAlerts(
    @Arg('level', () => AlertLevel, { nullable: true, description: 'Only alerts of this level.' })
    level: AlertLevel | null,
    @Arg('since', () => DateTimeScalar, { nullable: true, description: 'Only alerts raised then or later.' })
    since: Date | null,
    @Ctx() { em, viewer }: SubgraphContext,
  ): Promise<SupervisionAlert[]> {
    return findSupervisionAlerts(em, viewer, { level, since });
  }

  @Sensitivity('S2')
  @FieldResolver(() => ApprovalStepType, { nullable: true, description: 'The step that is late.' })
  async step(@Root() { stepId }: SupervisionAlert, @Ctx() context: SubgraphContext): Promise<StepInCase | null> {
    return approvalStepById(context).load(stepId);
  }
}

export async function supervisionAlertReference(
  ref: Record<string, unknown>,
  context: SubgraphContext,
): Promise<AlertSubject> {
  const id = String(ref.id);
  return (await supervisionAlertById(context).load(id)) ?? unknownAlert(id);
}
