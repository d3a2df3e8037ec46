import { DateTimeScalar, USCCScalar } from '@citygraph/contract';
import { type Connection, connectionOf, Key, PageArgs, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Args, Ctx, Field, FieldResolver, ID, Mutation, ObjectType, Query, Resolver, Root } from 'type-graphql';
import type { LegalEntity } from '../legal-entity/legal-entity.entity.ts';
import { legalEntityByUscc } from '../legal-entity/legal-entity.loader.ts';
import { parseChoice } from '../parse-choice.ts';
import { Party } from '../party/party.ts';
import type { PublicService } from '../public-service/public-service.entity.ts';
import { publicServiceById } from '../public-service/public-service.loader.ts';
import { PublicServiceType } from '../public-service/public-service.resolver.ts';
import type { Resident } from '../resident/resident.entity.ts';
import { residentById } from '../resident/resident.loader.ts';
import { ApplicationDecision } from './application-decision.ts';
import { correctServiceApplication, withdrawServiceApplication } from './correct-service-application.ts';
import { decideServiceApplication } from './decide-service-application.ts';
import { findServiceApplications } from './find-service-applications.ts';
import { type ApplicationSubject, unknownApplication } from './service-application.access.ts';
import { APPLICATION_STATUSES, type ServiceApplication } from './service-application.entity.ts';
import { serviceApplicationById } from './service-application.loader.ts';
import { submitServiceApplication } from './submit-service-application.ts';

@Key('id')
@Sensitivity('S3')
@ObjectType('ServiceApplication', { description: 'What somebody applied for, and how far it is.' })
export class ServiceApplicationType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Field(() => String, {
    nullable: true,
    description: 'SUBMITTED, RETURNED (to be corrected), GRANTED, REJECTED or WITHDRAWN.',
  })
  status?: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was handed in.' })
  submittedAt?: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the agency has promised to decide: working days of the official calendar.',
  })
  dueAt?: Date;

  @Sensitivity('S4', 'people state their health, income and family in forms')
  @Field(() => String, {
    nullable: true,
    description: 'The filled-in form: a JSON object, for the applicant and for who handles it.',
  })
  formData?: string;

  @Field(() => String, { nullable: true, description: 'Why it was rejected or returned.' })
  reason?: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the agency decided or returned it.' })
  decidedAt?: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Since when the clock stands still for a correction; null: it does not.',
  })
  pausedAt?: Date;
}

export const ServiceApplicationConnection = connectionOf('ServiceApplication', () => ServiceApplicationType);

@Resolver(() => ServiceApplicationType)
export class ServiceApplicationResolver {
  @Sensitivity('S3')
  @Mutation(() => ServiceApplicationType, {
    nullable: true,
    description: 'Apply for a public service, for yourself or for a legal entity you represent.',
  })
  async submitServiceApplication(
    @Arg('serviceId', () => ID, { description: 'Key in the service catalogue.' }) serviceId: string,
    @Arg('applicantUscc', () => USCCScalar, { nullable: true, description: 'For business: the entity that applies.' })
    applicantUscc: string | null,
    @Arg('formData', () => String, { description: 'The filled-in form: a JSON object.' }) formData: string,
    @Arg('idempotencyKey', () => ID, { nullable: true, description: 'A repeat under the same key does nothing new.' })
    key: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<ServiceApplication | null> {
    const { em, viewer, clock } = context;
    const submission = { serviceId, applicantUscc: applicantUscc ?? null, formData };
    return serviceApplicationById(context).load(
      await submitServiceApplication(em, viewer, submission, key, clock.now()),
    );
  }

  @Sensitivity('S3')
  @Mutation(() => ServiceApplicationType, {
    nullable: true,
    description:
      "Grant, reject or return an application, once: for officers of the service's agency with a case that names the application or the applicant.",
  })
  async decideServiceApplication(
    @Arg('applicationId', () => ID, { description: 'An application that waits for the agency.' }) applicationId: string,
    @Arg('decision', () => ApplicationDecision, { description: 'What the agency says.' })
    decision: ApplicationDecision,
    @Arg('reason', () => String, { nullable: true, description: 'Needed to reject or return.' }) reason: string | null,
    @Arg('idempotencyKey', () => ID, { nullable: true, description: 'A repeat under the same key does nothing new.' })
    key: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<ServiceApplication | null> {
    const { em, viewer, clock } = context;
    const wanted = { applicationId, decision, reason: reason ?? null };
    return serviceApplicationById(context).load(await decideServiceApplication(em, viewer, wanted, key, clock.now()));
  }

  @Sensitivity('S3')
  @Mutation(() => ServiceApplicationType, {
    nullable: true,
    description: 'Hand a returned application in again, as its applicant; the clock runs on.',
  })
  async correctServiceApplication(
    @Arg('applicationId', () => ID, { description: 'An application that was returned.' }) applicationId: string,
    @Arg('formData', () => String, { description: 'The whole form, mended: a JSON object.' }) formData: string,
    @Arg('idempotencyKey', () => ID, { nullable: true, description: 'A repeat under the same key does nothing new.' })
    key: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<ServiceApplication | null> {
    const { em, viewer, clock } = context;
    const wanted = { applicationId, formData };
    return serviceApplicationById(context).load(await correctServiceApplication(em, viewer, wanted, key, clock.now()));
  }

  @Sensitivity('S3')
  @Mutation(() => ServiceApplicationType, {
    nullable: true,
    description: 'Take an application back before it is decided, as its applicant.',
  })
  async withdrawServiceApplication(
    @Arg('applicationId', () => ID, { description: 'An application that is not decided.' }) applicationId: string,
    @Arg('idempotencyKey', () => ID, { nullable: true, description: 'A repeat under the same key does nothing new.' })
    key: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<ServiceApplication | null> {
    const { em, viewer, clock } = context;
    const id = await withdrawServiceApplication(em, viewer, { applicationId }, key, clock.now());
    return serviceApplicationById(context).load(id);
  }

  @Sensitivity('S3')
  @Query(() => ServiceApplicationConnection, {
    nullable: true,
    description: "Applications to the officer's own agency that the case names, the longest waiting first.",
  })
  async serviceApplications(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('status', () => String, { nullable: true, description: 'Only applications of this status.' })
    status: string | null,
    @Ctx() { em, viewer, clock }: SubgraphContext,
  ): Promise<Connection<ServiceApplication>> {
    const wanted = parseChoice(status, APPLICATION_STATUSES, 'status');
    return findServiceApplications(em, viewer, { first, after, status: wanted }, clock.now());
  }

  @Sensitivity('S3')
  @FieldResolver(() => PublicServiceType, { nullable: true, description: 'The service applied for.' })
  async service(
    @Root() { serviceId }: ServiceApplication,
    @Ctx() context: SubgraphContext,
  ): Promise<PublicService | null> {
    return publicServiceById(context).load(serviceId);
  }

  @Sensitivity('S3')
  @FieldResolver(() => Party, { nullable: true, description: 'Who applied: a resident or a legal entity.' })
  async applicant(
    @Root() { applicantResident, applicantUscc }: ServiceApplication,
    @Ctx() context: SubgraphContext,
  ): Promise<Resident | LegalEntity | null> {
    if (applicantResident) return residentById(context).load(applicantResident);
    return applicantUscc ? legalEntityByUscc(context).load(applicantUscc) : null;
  }
}

export async function serviceApplicationReference(
  ref: Record<string, unknown>,
  context: SubgraphContext,
): Promise<ApplicationSubject> {
  const id = String(ref.id);
  return (await serviceApplicationById(context).load(id)) ?? unknownApplication(id);
}
