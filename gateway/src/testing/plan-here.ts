import { planInThisThread } from '../operation/planning/plan-in-this-thread.ts';
import { type Planner, type PlannerOptions, plannerOver } from '../operation/planning/planner.ts';

/** A planner without a thread: for tests that load a hundred graphs. */
export async function planHere(options: PlannerOptions): Promise<Planner> {
  const { loaded, perform } = planInThisThread(options);
  return { ...plannerOver(loaded, async (task) => perform(task)), close: async () => {} };
}
