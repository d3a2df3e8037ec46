import { CityGraphError, type Viewer } from '@citygraph/contract';
import { idempotent, living, newId, validate } from '@citygraph/kit';
import { type EntityManager, raw, UniqueConstraintViolationException } from '@mikro-orm/sql';
import { z } from 'zod';
import { Address } from '../address/address.entity.ts';
import { academicYearOf, parseAcademicYear } from '../school/academic-year.rules.ts';
import { Catchment } from '../school/catchment.entity.ts';
import { Intake } from '../school/intake.entity.ts';
import { School } from '../school/school.entity.ts';
import { Enrolment } from './enrolment.entity.ts';
import { assertEntryAge, assertInCatchment, assertOpenForApplications } from './enrolment.rules.ts';
import { Pupil } from './pupil.entity.ts';

const Submission = z.strictObject({
  residentId: z.string().min(1).max(40),
  schoolCode: z.string().min(1).max(20),
  academicYear: z.string(),
});

export type Submission = z.infer<typeof Submission>;

/** A guardian applies for a first-year place. Answers the enrolment's id; the place is reserved at once. */
export async function submitEnrolment(
  em: EntityManager,
  viewer: Viewer,
  submission: Submission,
  key: string | null,
  now: Date,
): Promise<string> {
  const input = validate(Submission, submission);
  parseAcademicYear(input.academicYear);
  assertGuardian(viewer, input.residentId);
  assertOpenForApplications(input.academicYear, academicYearOf(now));
  const isLiving = living(Enrolment, { openYear: { $ne: null } });
  const request = { operation: 'submitEnrolment', key, viewer, input, now, isLiving };
  return idempotent(em, request, async (inner) => {
    const { residentId, schoolCode, academicYear } = input;
    const [school, pupil] = await Promise.all([
      inner.findOne(School, { code: schoolCode }),
      inner.findOne(Pupil, { residentId }),
    ]);
    if (!school) throw notFound('schoolCode', `there is no school ${schoolCode}.`);
    if (!pupil)
      throw notFound('residentId', 'the child is not on the roll of school-age children; ask the Education Bureau.');
    assertEntryAge(school.stage, pupil.birthDate, academicYear);
    assertInCatchment(school.stage, schoolCode, await catchmentSchool(inner, viewer, school));
    const id = newId('enr_');
    await takePlace(inner, school, academicYear);
    await inner
      .insert(Enrolment, {
        id,
        residentId,
        schoolCode,
        academicYear,
        openYear: academicYear,
        status: 'SUBMITTED',
        submittedBy: viewer.principal.subject,
        submittedAt: now,
      })
      .catch((error: unknown) => {
        if (!(error instanceof UniqueConstraintViolationException)) throw error;
        throw new CityGraphError('CONFLICT', `The child already has an enrolment for ${academicYear}.`);
      });
    return id;
  });
}

function assertGuardian({ principal, standing }: Viewer, residentId: string): void {
  if (standing?.guardianOf.includes(residentId)) return;
  throw new CityGraphError(
    principal.subject === null ? 'UNAUTHENTICATED' : 'FORBIDDEN',
    'residentId: only a guardian applies for a child.',
    { extensions: { argument: 'residentId' } },
  );
}

/** The school that the guardian's dwelling, as government vouches for it, belongs to. */
async function catchmentSchool(em: EntityManager, { standing }: Viewer, { stage }: School): Promise<string | null> {
  const address = standing?.dwelling ? await em.findOne(Address, { placeId: standing.dwelling }) : null;
  const catchment = address && (await em.findOne(Catchment, { villageCode: address.villageCode, stage }));
  return catchment?.schoolCode ?? null;
}

/** Compare-and-set: of two guardians who want the last place, one gets it. */
async function takePlace(em: EntityManager, { code, name }: School, academicYear: string): Promise<void> {
  const taken = await em.nativeUpdate(
    Intake,
    { schoolCode: code, academicYear, taken: { $lt: raw('places') } },
    { taken: raw('taken + 1') },
  );
  if (taken === 0) {
    throw new CityGraphError(
      'CONFLICT',
      `${name} has no free place for ${academicYear}; the Education Bureau offers another school.`,
    );
  }
}

const notFound = (argument: string, message: string): CityGraphError =>
  new CityGraphError('NOT_FOUND', `${argument}: ${message}`, { extensions: { argument } });
