import type { Clock, Job } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { SafetyHazard } from './safety-hazard.entity.ts';

/**
 * Marks every hazard that is overdue and was not alerted: once each, for the mark is set only where there is none, however
 * many processes do it at once. One that an officer sent back keeps its mark: the firm has been told.
 */
export async function alertOverdueHazards(em: EntityManager, { now: clock }: Clock): Promise<void> {
  const now = clock();
  await em.nativeUpdate(
    SafetyHazard,
    { status: 'FOUND', dueAt: { $lt: now }, overdueAlertAt: null },
    { overdueAlertAt: now },
  );
}

/** Every minute, as alerts about approval steps. */
export const watchHazards: Job = { name: 'alert-overdue-hazards', everySeconds: 60, run: alertOverdueHazards };
