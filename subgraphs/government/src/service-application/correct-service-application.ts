import type { Viewer } from '@citygraph/contract';
import { granted, idempotent, living, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { changedMeanwhile } from './decide-service-application.ts';
import { isApplicant } from './service-application.access.ts';
import { ServiceApplication } from './service-application.entity.ts';
import { assertStatus, dueAfterCorrection } from './service-application.rules.ts';
import { FormData } from './submit-service-application.ts';

const Correction = z.strictObject({ applicationId: z.string().min(1).max(40), formData: FormData });
const Withdrawal = z.strictObject({ applicationId: z.string().min(1).max(40) });

const about = (now: Date) => ({ argument: 'applicationId', what: 'application', now });

/** The applicant hands a returned application in again, mended: its clock runs on from where it stood. Answers its id. */
export async function correctServiceApplication(
  em: EntityManager,
  viewer: Viewer,
  correction: z.infer<typeof Correction>,
  key: string | null,
  now: Date,
): Promise<string> {
  const input = validate(Correction, correction);
  const { applicationId: id, formData } = input;
  const isLiving = living(ServiceApplication, { status: { $ne: 'RETURNED' } });
  const request = { operation: 'correctServiceApplication', key, viewer, input, now, isLiving };
  return idempotent(em, request, async (inner) => {
    const found = await inner.findOne(ServiceApplication, { id }, { disableIdentityMap: true });
    const { status, dueAt, pausedAt } = granted(viewer, isApplicant, found, about(now));
    assertStatus({ id, status }, 'RETURNED');
    const changed = await inner.nativeUpdate(
      ServiceApplication,
      { id, status: 'RETURNED', pausedAt },
      {
        status: 'SUBMITTED',
        formData,
        reason: null,
        decidedAt: null,
        decidedBy: null,
        pausedAt: null,
        dueAt: dueAfterCorrection(dueAt, pausedAt, now),
      },
    );
    if (changed === 0) throw changedMeanwhile(id);
    return id;
  });
}

/** The applicant takes an application back before it is decided. Answers its id. */
export async function withdrawServiceApplication(
  em: EntityManager,
  viewer: Viewer,
  withdrawal: z.infer<typeof Withdrawal>,
  key: string | null,
  now: Date,
): Promise<string> {
  const input = validate(Withdrawal, withdrawal);
  const { applicationId: id } = input;
  return idempotent(em, { operation: 'withdrawServiceApplication', key, viewer, input, now }, async (inner) => {
    const found = await inner.findOne(ServiceApplication, { id }, { disableIdentityMap: true });
    const { status } = granted(viewer, isApplicant, found, about(now));
    assertStatus({ id, status }, 'SUBMITTED', 'RETURNED');
    const changed = await inner.nativeUpdate(
      ServiceApplication,
      { id, status },
      { status: 'WITHDRAWN', pausedAt: null },
    );
    if (changed === 0) throw changedMeanwhile(id);
    return id;
  });
}
