import { CityGraphError, type Viewer } from '@citygraph/contract';
import { granted, idempotent, living, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { ApplicationDecision } from './application-decision.ts';
import { decidesApplication } from './service-application.access.ts';
import { ServiceApplication } from './service-application.entity.ts';
import { assertStatus, STATUS_AFTER } from './service-application.rules.ts';

const Decision = z
  .strictObject({
    applicationId: z.string().min(1).max(40),
    decision: z.enum(ApplicationDecision),
    reason: z
      .string()
      .trim()
      .min(4, 'give your reason in four characters or more')
      .max(4000, 'use 4,000 characters')
      .nullable(),
  })
  .refine(({ decision, reason }) => decision === 'GRANT' || reason !== null, {
    path: ['reason'],
    message: 'say why you reject or return it',
  });

/** An officer of the service's agency grants, rejects or returns an application, once. Answers its id. */
export async function decideServiceApplication(
  em: EntityManager,
  viewer: Viewer,
  wanted: z.infer<typeof Decision>,
  key: string | null,
  now: Date,
): Promise<string> {
  const input = validate(Decision, wanted);
  const { applicationId: id, decision, reason } = input;
  const isLiving = living(ServiceApplication, { status: { $ne: 'SUBMITTED' } });
  const request = { operation: 'decideServiceApplication', key, viewer, input, now, isLiving };
  return idempotent(em, request, async (inner) => {
    const found = await inner.findOne(ServiceApplication, { id }, { disableIdentityMap: true });
    const about = { argument: 'applicationId', what: 'application', now };
    const application = granted(viewer, decidesApplication, found, about);
    assertStatus(application, 'SUBMITTED');
    // Compare-and-set: of two decisions at once, one counts.
    const changed = await inner.nativeUpdate(
      ServiceApplication,
      { id, status: 'SUBMITTED' },
      {
        status: STATUS_AFTER[decision],
        reason,
        decidedAt: now,
        decidedBy: viewer.principal.subject,
        pausedAt: decision === 'RETURN_FOR_CORRECTION' ? now : null,
      },
    );
    if (changed === 0) throw changedMeanwhile(id);
    return id;
  });
}

export const changedMeanwhile = (id: string) =>
  new CityGraphError('CONFLICT', `applicationId: ${id} has changed meanwhile; read it again.`, {
    extensions: { argument: 'applicationId' },
  });
