import { DateTimeScalar } from '@citygraph/contract';
import {
  type Connection,
  connectionOf,
  Key,
  LARGEST_PAGE,
  PageArgs,
  Sensitivity,
  type SubgraphContext,
} from '@citygraph/kit';
import { Arg, Args, Ctx, Field, FieldResolver, ID, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { AlertLevel } from './alert-level.ts';
import { answerSupervisionAlert } from './answer-supervision-alert.ts';
import { type AlertSubject, unknownAlert } from './approval.access.ts';
import { approvalStepById, type StepInCase, supervisionAlertById } from './approval.loader.ts';
import { ApprovalStepType } from './approval-step.resolver.ts';
import { findSupervisionAlerts } from './find-supervision-alerts.ts';
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

  @Field(() => String, {
    nullable: true,
    description: 'What the agency answered, or the decision that followed with its reason; null: nothing yet.',
  })
  answer?: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was answered; null: not yet.' })
  answeredAt?: Date;
}

const SupervisionAlertConnection = connectionOf('SupervisionAlert', () => SupervisionAlertType);

@Resolver(() => SupervisionAlertType)
export class SupervisionAlertResolver {
  @Sensitivity('S2')
  @Query(() => [SupervisionAlertType], {
    nullable: true,
    description: `Alerts that concern the officer's agency, newest first, at most ${LARGEST_PAGE}, the rest by supervisionAlertsConnection; the lead agency sees those of all.`,
  })
  async supervisionAlerts(
    @Arg('level', () => AlertLevel, { nullable: true, description: 'Only alerts of this level.' })
    level: AlertLevel | null,
    @Arg('since', () => DateTimeScalar, { nullable: true, description: 'Only alerts raised then or later.' })
    since: Date | null,
    @Ctx() { em, viewer }: SubgraphContext,
  ): Promise<SupervisionAlert[]> {
    const search = { level: level ?? null, since: since ?? null, answered: null };
    return [...(await findSupervisionAlerts(em, viewer, search)).nodes];
  }

  @Sensitivity('S2')
  @Query(() => SupervisionAlertConnection, {
    nullable: true,
    description: "Alerts that concern the officer's agency, newest first; the lead agency sees those of all.",
  })
  async supervisionAlertsConnection(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('level', () => AlertLevel, { nullable: true, description: 'Only alerts of this level.' })
    level: AlertLevel | null,
    @Arg('since', () => DateTimeScalar, { nullable: true, description: 'Only alerts raised then or later.' })
    since: Date | null,
    @Arg('answered', () => Boolean, { nullable: true, description: 'Only answered ones, or only those that wait.' })
    answered: boolean | null,
    @Ctx() { em, viewer }: SubgraphContext,
  ): Promise<Connection<SupervisionAlert>> {
    const search = { level: level ?? null, since: since ?? null, answered: answered ?? null };
    return findSupervisionAlerts(em, viewer, { ...search, first, after });
  }

  @Sensitivity('S2')
  @Mutation(() => SupervisionAlertType, {
    nullable: true,
    description: 'Answer an alert, once: for officers of the agency whose step is late. A decision answers it as well.',
  })
  async answerSupervisionAlert(
    @Arg('alertId', () => ID, { description: 'An alert that waits for an answer.' }) alertId: string,
    @Arg('answer', () => String, { description: 'Why it is late and what is done, 4 to 2,000 characters.' })
    answer: string,
    @Arg('idempotencyKey', () => ID, { nullable: true, description: 'A repeat under the same key does nothing new.' })
    key: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<SupervisionAlert | null> {
    const { em, viewer, clock } = context;
    return supervisionAlertById(context).load(
      await answerSupervisionAlert(em, viewer, { alertId, answer }, key, clock.now()),
    );
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
