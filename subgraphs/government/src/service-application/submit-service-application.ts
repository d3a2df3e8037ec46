import { CityGraphError, type Viewer } from '@citygraph/contract';
import { idempotent, living, newId, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { LegalEntity } from '../legal-entity/legal-entity.entity.ts';
import { PublicService } from '../public-service/public-service.entity.ts';
import { Resident } from '../resident/resident.entity.ts';
import { ServiceApplication } from './service-application.entity.ts';
import { applicationDueAt, assertFitsAudience } from './service-application.rules.ts';

export const FormData = z
  .string()
  .max(50_000, 'the form may have 50,000 characters')
  .refine(isJsonObject, 'give the filled-in form as a JSON object, e.g. {"phone":"…"}');

const Submission = z.strictObject({
  serviceId: z.string().min(1).max(40),
  applicantUscc: z.string().nullable(),
  formData: FormData,
});

export type Submission = z.infer<typeof Submission>;

/** A resident applies for a service, for themselves or for a legal entity they represent. Answers the application's id. */
export async function submitServiceApplication(
  em: EntityManager,
  viewer: Viewer,
  submission: Submission,
  key: string | null,
  now: Date,
): Promise<string> {
  const input = validate(Submission, submission);
  const isLiving = living(ServiceApplication, { status: { $nin: ['REJECTED', 'WITHDRAWN'] } });
  const request = { operation: 'submitServiceApplication', key, viewer, input, now, isLiving };
  return idempotent(em, request, async (inner) => {
    const service = await inner.findOne(PublicService, { id: input.serviceId });
    if (!service) {
      throw new CityGraphError('NOT_FOUND', `serviceId: the catalogue has no service ${input.serviceId}.`, {
        extensions: { argument: 'serviceId' },
      });
    }
    assertFitsAudience(service, input.applicantUscc);
    const id = newId('app_');
    await inner.insert(ServiceApplication, {
      id,
      serviceId: service.id,
      agencyUscc: service.agencyUscc,
      ...(await applicantOf(inner, viewer, input.applicantUscc)),
      status: 'SUBMITTED',
      formData: input.formData,
      submittedAt: now,
      dueAt: applicationDueAt(now, service),
      reason: null,
      decidedAt: null,
      decidedBy: null,
      pausedAt: null,
    });
    return id;
  });
}

async function applicantOf(em: EntityManager, { principal, standing }: Viewer, uscc: string | null) {
  if (uscc !== null) {
    const entity = standing?.represents.includes(uscc) ? await em.findOne(LegalEntity, { uscc }) : null;
    if (!entity) {
      throw new CityGraphError('FORBIDDEN', `applicantUscc: you are not the legal representative of ${uscc}.`, {
        extensions: { argument: 'applicantUscc' },
      });
    }
    return { applicantResident: null, applicantUscc: uscc, division: entity.division };
  }
  const resident = principal.resident === null ? null : await em.findOne(Resident, { id: principal.resident });
  if (!resident)
    throw new CityGraphError('FORBIDDEN', 'Only residents apply for themselves; your account is no resident.');
  return { applicantResident: resident.id, applicantUscc: null, division: resident.division };
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
