import { CityGraphError, type ErrorCode, type Viewer } from '@citygraph/contract';
import { idempotent, newId, validate } from '@citygraph/kit';
import { type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/sql';
import { z } from 'zod';
import { AdminDivision } from '../admin-division/admin-division.entity.ts';
import { Agency } from '../agency/agency.entity.ts';
import { LegalEntity } from '../legal-entity/legal-entity.entity.ts';
import { Parcel } from '../parcel/parcel.entity.ts';
import { PublicService } from '../public-service/public-service.entity.ts';
import { mayOpen } from './approval.access.ts';
import { ApprovalStep } from './approval-step.entity.ts';
import { stepDueAt } from './approval-step.rules.ts';
import { ParallelApprovalCase } from './parallel-approval-case.entity.ts';

const Opening = z.strictObject({
  projectCode: z.string(),
  applicant: z.string(),
  parcel: z.string(),
  services: z
    .array(z.string().min(1).max(40))
    .min(1, 'name at least one service')
    .max(30, 'name at most 30 services')
    .refine((ids) => new Set(ids).size === ids.length, 'name each service once'),
});

export type Opening = z.infer<typeof Opening>;

/** Opens one case for a project: every service becomes a step, and all clocks start at once. Answers the project code. */
export async function openParallelApproval(
  em: EntityManager,
  viewer: Viewer,
  opening: Opening,
  key: string | null,
  now: Date,
): Promise<string> {
  const input = validate(Opening, opening);
  const { projectCode } = input;
  return idempotent(em, { operation: 'openParallelApproval', key, viewer, input, now }, async (inner) => {
    const lead = await inner.findOneOrFail(Agency, { field: 'government-service' });
    const parcel = await inner.findOne(Parcel, { realEstateUnitCode: input.parcel });
    const subject = {
      projectCode,
      applicantUscc: input.applicant,
      leadAgencyUscc: lead.uscc,
      steps: [],
      division: parcel?.division ?? null,
    };
    const verdict = mayOpen(viewer, subject, now);
    if (!verdict.allowed) throw new CityGraphError(verdict.code, OPENERS);
    if (!parcel) throw wrong('NOT_FOUND', 'parcel', `no parcel has the unit code ${input.parcel}.`);
    await assertProjectPlace(inner, projectCode);
    await assertApplicant(inner, input.applicant);
    const services = await servicesOf(inner, input.services);
    await inner
      .insert(ParallelApprovalCase, {
        projectCode,
        applicantUscc: input.applicant,
        leadAgencyUscc: lead.uscc,
        parcelId: parcel.id,
        openedAt: now,
        division: parcel.division,
      })
      .catch((error: unknown) => {
        throw error instanceof UniqueConstraintViolationException
          ? wrong('CONFLICT', 'projectCode', `${projectCode} has a case already.`)
          : error;
      });
    await inner.insertMany(
      ApprovalStep,
      services.map((service, position) => openStep(projectCode, position, service, now)),
    );
    return projectCode;
  });
}

const OPENERS =
  'A case is opened by the legal representative of the applicant, or by an officer of Government Service with a case on the project and the purpose project-approval.';

export function openStep(projectCode: string, position: number, service: PublicService, acceptedAt: Date) {
  return {
    id: newId('stp_'),
    projectCode,
    position,
    serviceId: service.id,
    agencyUscc: service.agencyUscc,
    acceptedAt,
    dueAt: stepDueAt(acceptedAt, service),
    pausedAt: null,
    decision: null,
    reason: null,
    decidedAt: null,
    decidedBy: null,
    correction: null,
  };
}

/** Shape is the scalar's business; that the division in the code exists is ours. */
async function assertProjectPlace(em: EntityManager, projectCode: string): Promise<void> {
  const code = projectCode.slice(5, 11);
  if (!(await em.findOne(AdminDivision, { code }))) {
    throw wrong(
      'BAD_USER_INPUT',
      'projectCode',
      `${projectCode} names the division ${code}, which is not in force here.`,
    );
  }
}

async function assertApplicant(em: EntityManager, uscc: string): Promise<void> {
  const entity = await em.findOne(LegalEntity, { uscc });
  if (!entity) throw wrong('NOT_FOUND', 'applicant', `no legal entity has the code ${uscc}.`);
  if (entity.status !== 'IN_OPERATION') {
    throw wrong('BAD_USER_INPUT', 'applicant', `${uscc} is ${entity.status} and cannot apply.`);
  }
}

async function servicesOf(em: EntityManager, ids: readonly string[]): Promise<PublicService[]> {
  const found = new Map((await em.find(PublicService, { id: { $in: [...ids] } })).map((row) => [row.id, row]));
  return ids.map((id, index) => {
    const service = found.get(id);
    if (!service) throw wrong('NOT_FOUND', `services.${index}`, `the catalogue has no service ${id}.`);
    if (service.audience !== 'BUSINESS') {
      throw wrong('BAD_USER_INPUT', `services.${index}`, `${id} is for citizens, not for a project.`);
    }
    return service;
  });
}

const wrong = (code: ErrorCode, argument: string, message: string) =>
  new CityGraphError(code, `${argument}: ${message}`, { extensions: { argument } });
