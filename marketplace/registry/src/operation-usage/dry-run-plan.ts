import { CityGraphError } from '@citygraph/contract';
import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { Plan } from '../plan/plan.entity.ts';
import { hourOf } from '../service-level/windows.ts';
import { UsageHour, UsedDocument } from './operation-usage.entity.ts';

/** What a plan would have done to an app in the last 24 hours, as far as hours and documents tell. */
export interface DryRun {
  readonly app: string | null;
  readonly requests: number;
  /** Requests over the day's quota. */
  readonly overDay: number;
  /** Hours whose requests or cost, spread evenly, are over the minute's: at least so many would have seen a refusal. */
  readonly crowdedHours: number;
  /** Requests whose document alone costs more than one operation may. */
  readonly tooExpensive: number;
}

const HOURS = 24;

/** Tries a plan on yesterday's traffic; the apps that it would have refused most come first. */
export async function dryRunPlan(em: EntityManager, name: string, now: Date): Promise<DryRun[]> {
  const [plan] = await findRows(em, Plan, { name });
  if (!plan) throw new CityGraphError('NOT_FOUND', `plan: there is no plan ${name}.`);
  const since = hourOf(new Date(now.getTime() - HOURS * 3_600_000));
  const rows = await findRows(em, UsageHour, { period: { $gte: since } });
  const digests = [...new Set(rows.map(({ digest }) => digest))];
  const costs = new Map<string, number>();
  for (let from = 0; from < digests.length; from += 1_000) {
    const some = await findRows(em, UsedDocument, { digest: { $in: digests.slice(from, from + 1_000) } });
    for (const { digest, cost } of some) costs.set(digest, Number(cost));
  }
  const apps = Map.groupBy(rows, ({ app }) => app);
  return [...apps]
    .map(([app, own]) => dryRunOf(app, own, plan, costs))
    .sort((one, other) => weight(other) - weight(one) || other.requests - one.requests);
}

function dryRunOf(app: string, rows: readonly UsageHour[], plan: Plan, costs: ReadonlyMap<string, number>): DryRun {
  const sum = (of: readonly UsageHour[], what: 'count' | 'cost'): number =>
    of.reduce((total, row) => total + Number(row[what]), 0);
  const requests = sum(rows, 'count');
  const hours = [...Map.groupBy(rows, ({ period }) => period.getTime()).values()];
  const { maxCost } = plan;
  return {
    app: app || null,
    requests,
    overDay: plan.requestsPerDay === null ? 0 : Math.max(requests - plan.requestsPerDay, 0),
    crowdedHours: hours.filter(
      (hour) => sum(hour, 'count') > plan.requestsPerMinute * 60 || sum(hour, 'cost') > plan.costPerMinute * 60,
    ).length,
    tooExpensive:
      maxCost === null
        ? 0
        : sum(
            rows.filter(({ digest }) => (costs.get(digest) ?? 0) > maxCost),
            'count',
          ),
  };
}

const weight = ({ overDay, crowdedHours, tooExpensive }: DryRun): number => overDay + crowdedHours + tooExpensive;
