import { DateTimeScalar, USCCScalar } from '@citygraph/contract';
import { Key, Sensitivity, type SubgraphContext } from '@citygraph/kit';
import { Arg, Ctx, Field, FieldResolver, ID, Mutation, ObjectType, Resolver, Root } from 'type-graphql';
import type { LegalEntity } from '../legal-entity/legal-entity.entity.ts';
import { legalEntityByUscc } from '../legal-entity/legal-entity.loader.ts';
import { Party } from '../party/party.ts';
import type { PublicService } from '../public-service/public-service.entity.ts';
import { publicServiceById } from '../public-service/public-service.loader.ts';
import { PublicServiceType } from '../public-service/public-service.resolver.ts';
import type { ResidentSubject } from '../resident/resident.access.ts';
import type { Resident } from '../resident/resident.entity.ts';
import { residentById } from '../resident/resident.loader.ts';
import { ResidentType } from '../resident/resident.resolver.ts';
import { type ApplicationSubject, unknownApplication } from './service-application.access.ts';
import type { ServiceApplication } from './service-application.entity.ts';
import { applicationsOf, serviceApplicationById } from './service-application.loader.ts';
import { submitServiceApplication } from './submit-service-application.ts';

@Key('id')
@Sensitivity('S3')
@ObjectType('ServiceApplication', { description: 'What somebody applied for, and how far it is.' })
export class ServiceApplicationType {
  @Sensitivity('S1')
  @Field(() => ID, { description: 'Opaque key.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'SUBMITTED, GRANTED or REJECTED.' })
  status?: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was handed in.' })
  submittedAt?: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the agency has promised to decide: working days of the official calendar.',
  })
  dueAt?: Date;
}

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

@Resolver(() => ResidentType)
export class ResidentApplicationsResolver {
  @Sensitivity('S3')
  @FieldResolver(() => [ServiceApplicationType], {
    nullable: true,
    description: 'What the resident applied for, newest first.',
  })
  async applications(
    @Root() { id }: ResidentSubject,
    @Arg('status', () => String, { nullable: true, description: 'Only applications of this status.' })
    status: string | null,
    @Ctx() context: SubgraphContext,
  ): Promise<ServiceApplication[]> {
    const found = (await applicationsOf(context).load(id)) ?? [];
    return status ? found.filter((application) => application.status === status) : found;
  }
}

export async function serviceApplicationReference(
  ref: Record<string, unknown>,
  context: SubgraphContext,
): Promise<ApplicationSubject> {
  const id = String(ref.id);
  return (await serviceApplicationById(context).load(id)) ?? unknownApplication(id);
}
