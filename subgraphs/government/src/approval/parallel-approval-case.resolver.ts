import {
  CityGraphError,
  DateTimeScalar,
  InvestmentProjectCodeScalar,
  RealEstateUnitCodeScalar,
  USCCScalar,
} from '@citygraph/contract';
import { Key, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Ctx, Field, FieldResolver, ID, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { Agency } from '../agency/agency.entity.ts';
import { agencyByUscc } from '../agency/agency.loader.ts';
import { AgencyType } from '../agency/agency.resolver.ts';
import type { LegalEntity } from '../legal-entity/legal-entity.entity.ts';
import { legalEntityByUscc } from '../legal-entity/legal-entity.loader.ts';
import { LegalEntityType } from '../legal-entity/legal-entity.resolver.ts';
import { type ParcelWithHolders, parcelById } from '../parcel/parcel.loader.ts';
import { ParcelType } from '../parcel/parcel.resolver.ts';
import { type CaseSubject, mayKnowCase, unknownCase } from './approval.access.ts';
import { approvalCaseByCode, type CaseWithSteps, type StepInCase } from './approval.loader.ts';
import { ApprovalStepType } from './approval-step.resolver.ts';
import { type CaseStatus, caseStatus } from './case-status.rules.ts';
import { openParallelApproval } from './open-parallel-approval.ts';

@Key('projectCode')
@Sensitivity('S2')
@ObjectType('ParallelApprovalCase', {
  description: 'An investment project that several agencies examine at the same time.',
})
export class ParallelApprovalCaseType {
  @Sensitivity('S1')
  @Field(() => InvestmentProjectCodeScalar, { description: 'Code of the project (GB/T 40058-2021).' })
  projectCode!: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the case was opened.' })
  openedAt?: Date;
}

@Resolver(() => ParallelApprovalCaseType)
export class ParallelApprovalCaseResolver {
  @Sensitivity('S2')
  @Query(() => ParallelApprovalCaseType, {
    nullable: true,
    description: 'The case of a project, for the applicant, officers on the project and the agencies that take part.',
  })
  async approvalCase(
    @Arg('projectCode', () => InvestmentProjectCodeScalar) projectCode: string,
    @Ctx() context: SubgraphContext,
  ): Promise<CaseWithSteps> {
    const found = await approvalCaseByCode(context).load(projectCode);
    const verdict = mayKnowCase(context.viewer, found ?? unknownCase(projectCode), context.clock.now());
    if (!verdict.allowed && verdict.code === 'PURPOSE_REQUIRED') {
      throw new CityGraphError(verdict.code, verdict.message);
    }
    if (!verdict.allowed || !found) {
      throw new CityGraphError('FORBIDDEN', `You may not see the case of ${projectCode}, or there is none.`);
    }
    return found;
  }

  @Sensitivity('S2')
  @Mutation(() => ParallelApprovalCaseType, {
    nullable: true,
    description: 'Open the case of a project: every service becomes a step, and all clocks start at once.',
  })
  async openParallelApproval(
    @Arg('projectCode', () => InvestmentProjectCodeScalar, { description: 'A project that has no case yet.' })
    projectCode: string,
    @Arg('applicant', () => USCCScalar, { description: 'The legal entity that invests.' }) applicant: string,
    @Arg('parcel', () => RealEstateUnitCodeScalar, { description: 'Where it builds.' }) parcel: string,
    @Arg('services', () => [ID], { description: 'Services to be examined, each once, at most 30.' })
    services: string[],
    @Arg('idempotencyKey', () => ID, { nullable: true, description: 'A repeat under the same key does nothing new.' })
    key: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<CaseWithSteps | null> {
    const { em, viewer, clock } = context;
    const opening = { projectCode, applicant, parcel, services };
    return approvalCaseByCode(context).load(await openParallelApproval(em, viewer, opening, key, clock.now()));
  }

  @Sensitivity('S2')
  @FieldResolver(() => LegalEntityType, { nullable: true, description: 'The legal entity that invests.' })
  async applicant(
    @Root() { applicantUscc }: CaseWithSteps,
    @Ctx() context: SubgraphContext,
  ): Promise<LegalEntity | null> {
    return legalEntityByUscc(context).load(applicantUscc);
  }

  @Sensitivity('S2')
  @FieldResolver(() => AgencyType, { nullable: true, description: 'The agency that leads and supervises.' })
  async leadAgency(@Root() { leadAgencyUscc }: CaseWithSteps, @Ctx() context: SubgraphContext): Promise<Agency | null> {
    return agencyByUscc(context).load(leadAgencyUscc);
  }

  @Sensitivity('S2')
  @FieldResolver(() => ParcelType, { nullable: true, description: 'The land the project is on.' })
  async parcel(
    @Root() { parcelId }: CaseWithSteps,
    @Ctx() context: SubgraphContext,
  ): Promise<ParcelWithHolders | null> {
    return parcelId ? parcelById(context).load(parcelId) : null;
  }

  @Sensitivity('S2')
  @FieldResolver(() => [ApprovalStepType], { nullable: true, description: 'What each agency examines.' })
  steps(@Root() { steps }: CaseWithSteps): readonly StepInCase[] {
    return steps;
  }

  @Sensitivity('S2')
  @FieldResolver(() => String, {
    nullable: true,
    description:
      'IN_PROGRESS, AWAITING_CORRECTION (a step was returned), APPROVED (every step granted) or REJECTED (one rejected).',
  })
  status(@Root() { steps }: CaseWithSteps): CaseStatus | null {
    return steps.length === 0 ? null : caseStatus(steps);
  }
}

export async function parallelApprovalCaseReference(
  ref: Record<string, unknown>,
  context: SubgraphContext,
): Promise<CaseSubject> {
  const projectCode = String(ref.projectCode);
  return (await approvalCaseByCode(context).load(projectCode)) ?? unknownCase(projectCode);
}
