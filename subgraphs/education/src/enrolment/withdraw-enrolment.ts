import { CityGraphError, type Viewer } from '@citygraph/contract';
import { granted, guardian, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { releasePlace } from '../school/release-place.ts';
import { Enrolment } from './enrolment.entity.ts';

const Withdrawal = z.strictObject({ id: z.string().min(1).max(40) });

const guardianOfPupil = guardian<Enrolment>(({ residentId }) => residentId);

/** A guardian takes an application back, or gives an accepted place up; the place is free again. Answers the enrolment's id. */
export async function withdrawEnrolment(
  em: EntityManager,
  viewer: Viewer,
  withdrawal: z.infer<typeof Withdrawal>,
  now: Date,
): Promise<string> {
  const { id } = validate(Withdrawal, withdrawal);
  await em.transactional(async (inner) => {
    const found = await inner.findOne(Enrolment, { id });
    const enrolment = granted(viewer, guardianOfPupil, found, { argument: 'id', what: 'enrolment', now });
    const withdrawn = await inner.nativeUpdate(
      Enrolment,
      { id, status: { $in: ['SUBMITTED', 'ACCEPTED'] } },
      { status: 'WITHDRAWN', openYear: null, decidedBy: viewer.principal.subject, decidedAt: now },
    );
    if (withdrawn === 0) {
      throw new CityGraphError(
        'CONFLICT',
        `The enrolment is ${enrolment.status}; only a SUBMITTED or ACCEPTED one can be withdrawn. Ask the school about a pupil who is ENROLLED.`,
      );
    }
    await releasePlace(inner, enrolment.schoolCode, enrolment.academicYear);
  });
  return id;
}
