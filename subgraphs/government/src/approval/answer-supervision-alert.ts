import { CityGraphError, type Viewer } from '@citygraph/contract';
import { granted, idempotent, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { mayAnswer } from './approval.access.ts';
import { SupervisionAlert } from './supervision-alert.entity.ts';

const Answer = z.strictObject({
  alertId: z.string().min(1).max(40),
  answer: z.string().trim().min(4, 'answer in four characters or more').max(2000, 'use 2,000 characters'),
});

/** The agency that is late says why and what it does about it, once. Answers the alert's id. */
export async function answerSupervisionAlert(
  em: EntityManager,
  viewer: Viewer,
  wanted: z.infer<typeof Answer>,
  key: string | null,
  now: Date,
): Promise<string> {
  const input = validate(Answer, wanted);
  const { alertId: id, answer } = input;
  return idempotent(em, { operation: 'answerSupervisionAlert', key, viewer, input, now }, async (inner) => {
    const found = await inner.findOne(SupervisionAlert, { id }, { disableIdentityMap: true });
    granted(viewer, mayAnswer, found, { argument: 'alertId', what: 'alert', now });
    const changed = await inner.nativeUpdate(
      SupervisionAlert,
      { id, answer: null },
      { answer, answeredAt: now, answeredBy: viewer.principal.subject },
    );
    if (changed === 0) {
      throw new CityGraphError('CONFLICT', `alertId: ${id} has been answered; an alert is answered once.`, {
        extensions: { argument: 'alertId' },
      });
    }
    return id;
  });
}
