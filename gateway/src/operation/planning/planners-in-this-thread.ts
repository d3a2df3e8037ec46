import { type Planner, type PlannerOptions, plannerOver } from './planner.ts';
import { createPlannerRoom, type PlannerRoom } from './resting-planner.ts';

/**
 * Planners without threads of their own: the next graph is loaded without waiting for a thread, and everybody waits while a plan is made. For a hub that one
 * developer asks.
 */
export function plannersInThisThread(): PlannerRoom {
  return createPlannerRoom({ start: planHere });
}

async function planHere(options: PlannerOptions): Promise<Planner> {
  const { planInThisThread } = await import('./plan-in-this-thread.ts');
  const { loaded, perform } = planInThisThread(options);
  return { ...plannerOver(loaded, async (task) => perform(task)), close: async () => {} };
}
