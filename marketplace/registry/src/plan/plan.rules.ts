import type { RateLimits } from '@citygraph/contract';
import type { App } from '../app/app.entity.ts';
import type { Plan } from './plan.entity.ts';

type Terms = Pick<Plan, 'requestsPerMinute' | 'costPerMinute' | 'requestsPerDay' | 'maxDepth' | 'maxCost'>;

/**
 * What an app may ask: what administrators gave it by name; else the widest of the plans that it has, dimension by dimension (null is no limit of the plan's own); else
 * nothing of its own.
 */
export function limitsOf(
  { requestsPerMinute, costPerMinute }: Pick<App, 'requestsPerMinute' | 'costPerMinute'>,
  plans: readonly Terms[],
): RateLimits | null {
  if (requestsPerMinute !== null && costPerMinute !== null) return { requestsPerMinute, costPerMinute };
  if (plans.length === 0) return null;
  const widest = (of: (plan: Terms) => number | null): number | null => {
    const values = plans.map(of);
    return values.includes(null) ? null : Math.max(...values.filter((value) => value !== null));
  };
  const [requestsPerDay, maxDepth, maxCost] = [
    widest((plan) => plan.requestsPerDay),
    widest((plan) => plan.maxDepth),
    widest((plan) => plan.maxCost),
  ];
  return {
    requestsPerMinute: widest((plan) => plan.requestsPerMinute) ?? 0,
    costPerMinute: widest((plan) => plan.costPerMinute) ?? 0,
    ...(requestsPerDay !== null && { requestsPerDay }),
    ...(maxDepth !== null && { maxDepth }),
    ...(maxCost !== null && { maxCost }),
  };
}
