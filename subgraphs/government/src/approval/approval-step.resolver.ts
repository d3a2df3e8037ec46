import { DateTimeScalar } from '@citygraph/contract';
import { Key, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Ctx, Field, FieldResolver, ID, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import type { Agency } from '../agency/agency.entity.ts';
import { agencyByUscc } from '../agency/agency.loader.ts';
import { AgencyType } from '../agency/agency.resolver.ts';
import type { PublicService } from '../public-service/public-service.entity.ts';
import { publicServiceById } from '../public-service/public-service.loader.ts';
import { PublicServiceType } from '../public-service/public-service.resolver.ts';
import { type StepSubject, unknownStep } from './approval.access.ts';
import { alertsOf, approvalStepById, type CaseWithSteps, type StepInCase } from './approval.loader.ts';
import { decideApprovalStep } from './decide-approval-step.ts';
import { ParallelApprovalCaseType } from './parallel-approval-case.resolver.ts';
import { resubmitApprovalStep } from './resubmit-approval-step.ts';
import { StepDecision } from './step-decision.ts';
import type { SupervisionAlert } from './supervision-alert.entity.ts';
import { SupervisionAlertType } from './supervision-alert.resolver.ts';

@Key('id')
@Sensitivity('S2')
@ObjectType('ApprovalStep', { description: "One agency's part of a parallel approval, with a clock of its own." })
export class ApprovalStepType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the clock began.' })
  acceptedAt?: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the agency has promised to decide: working days of the official calendar, pauses given back.',
  })
  dueAt?: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Since when the clock stands still for a correction; null: it does not.',
  })
  pausedAt?: Date;

  @Field(() => StepDecision, { nullable: true, description: 'What the agency said; null: nothing yet.' })
  decision?: StepDecision;

  @Field(() => String, { nullable: true, description: 'Why; always there with REJECT and RETURN_FOR_CORRECTION.' })
  reason?: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the agency decided.' })
  decidedAt?: Date;

  @Field(() => String, { nullable: true, description: 'What the applicant last mended.' })
  correction?: string;
}

@Resolver(() => ApprovalStepType)
export class ApprovalStepResolver {
  @Sensitivity('S2')
  @Mutation(() => ApprovalStepType, {
    nullable: true,
    description:
      "Decide a step, once: for officers of the step's agency with a case on the project and the purpose project-approval.",
  })
  async decideApprovalStep(
    @Arg('stepId', () => ID, { description: 'The step.' }) stepId: string,
    @Arg('decision', () => StepDecision, { description: 'What the agency says.' }) decision: StepDecision,
    @Arg('reason', () => String, { nullable: true, description: 'Needed to reject or return.' }) reason: string | null,
    @Arg('idempotencyKey', () => ID, { nullable: true, description: 'A repeat under the same key does nothing new.' })
    key: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<StepInCase | null> {
    const { em, viewer, clock } = context;
    const wanted = { stepId, decision, reason: reason ?? null };
    return approvalStepById(context).load(await decideApprovalStep(em, viewer, wanted, key, clock.now()));
  }

  @Sensitivity('S2')
  @Mutation(() => ApprovalStepType, {
    nullable: true,
    description: 'Hand a returned step in again, as the legal representative of the applicant; the clock runs on.',
  })
  async resubmitApprovalStep(
    @Arg('stepId', () => ID, { description: 'A step that was returned for correction.' }) stepId: string,
    @Arg('correction', () => String, { description: 'What was mended.' }) correction: string,
    @Arg('idempotencyKey', () => ID, { nullable: true, description: 'A repeat under the same key does nothing new.' })
    key: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<StepInCase | null> {
    const { em, viewer, clock } = context;
    return approvalStepById(context).load(
      await resubmitApprovalStep(em, viewer, { stepId, correction }, key, clock.now()),
    );
  }

  @Sensitivity('S2')
  @FieldResolver(() => ParallelApprovalCaseType, { nullable: true, description: 'The case the step is part of.' })
  case(@Root() { approval }: StepInCase): CaseWithSteps {
    return approval;
  }

  @Sensitivity('S2')
  @FieldResolver(() => PublicServiceType, { nullable: true, description: 'The service that is examined.' })
  async service(@Root() { serviceId }: StepInCase, @Ctx() context: SubgraphContext): Promise<PublicService | null> {
    return publicServiceById(context).load(serviceId);
  }

  @Sensitivity('S2')
  @FieldResolver(() => AgencyType, { nullable: true, description: 'The agency that decides.' })
  async agency(@Root() { agencyUscc }: StepInCase, @Ctx() context: SubgraphContext): Promise<Agency | null> {
    return agencyByUscc(context).load(agencyUscc);
  }

  @Sensitivity('S2')
  @FieldResolver(() => [SupervisionAlertType], {
    nullable: true,
    description: "Alerts about the step, oldest first: for officers of the lead agency and of the step's own.",
  })
  async alerts(@Root() { id }: StepInCase, @Ctx() context: SubgraphContext): Promise<SupervisionAlert[]> {
    return (await alertsOf(context).load(id)) ?? [];
  }
}

export async function approvalStepReference(
  ref: Record<string, unknown>,
  context: SubgraphContext,
): Promise<StepSubject> {
  const id = String(ref.id);
  return (await approvalStepById(context).load(id)) ?? unknownStep(id);
}
