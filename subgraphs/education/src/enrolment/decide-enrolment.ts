import { CityGraphError, type Viewer } from '@citygraph/contract';
import { granted, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { releasePlace } from '../school/release-place.ts';
import { decidesOnEnrolment } from './enrolment.access.ts';
import { Enrolment } from './enrolment.entity.ts';

const Decision = z.strictObject({
  id: z.string().min(1).max(40),
  accept: z.boolean(),
  reason: z.string().trim().min(5, 'give a reason of 5 characters or more').max(500).nullable(),
});

/** An admission officer accepts or rejects an application, once; a rejected one gives its place back. Answers the enrolment's id. */
export async function decideEnrolment(
  em: EntityManager,
  viewer: Viewer,
  decision: z.infer<typeof Decision>,
  now: Date,
): Promise<string> {
  const { id, accept, reason } = validate(Decision, decision);
  if (!accept && reason === null) {
    throw new CityGraphError('BAD_USER_INPUT', 'reason: say why the application is rejected.', {
      extensions: { argument: 'reason' },
    });
  }
  await em.transactional(async (inner) => {
    const found = await inner.findOne(Enrolment, { id });
    const enrolment = granted(viewer, decidesOnEnrolment, found, { argument: 'id', what: 'enrolment', now });
    const status = accept ? ('ACCEPTED' as const) : ('REJECTED' as const);
    const decided = await inner.nativeUpdate(
      Enrolment,
      { id, status: 'SUBMITTED' },
      { status, reason, ...(accept ? {} : { openYear: null }), decidedBy: viewer.principal.subject, decidedAt: now },
    );
    if (decided === 0) {
      throw new CityGraphError(
        'CONFLICT',
        `The application is ${enrolment.status} already; only a SUBMITTED one is decided.`,
      );
    }
    if (!accept) await releasePlace(inner, enrolment.schoolCode, enrolment.academicYear);
  });
  return id;
}
