import { defineLoader, findRows, type SubgraphContext } from '@citygraph/kit';
import { isAdministrator } from '../administrator.ts';
import type { TakenCoordinate } from '../breaking-change/breaking-change.entity.ts';
import { usesOfCoordinate } from '../operation-usage/usage-of.ts';
import { Subscription } from '../plan/plan.entity.ts';
import type { SeenReview } from './find-reviews.ts';
import { isReviewer, unlisted } from './review.rules.ts';
import { schemaDiff } from './schema-diff.ts';
import { takenCoordinates, type UsageImpact, usageImpact } from './usage-impact.ts';

/** Apps that a plugin's publisher deals with: it reads their subscriptions already. */
const subscribersOf = defineLoader<string, ReadonlySet<string>, SubgraphContext>(async (plugins, { em }) => {
  const rows = await findRows(em, Subscription, { plugin: { $in: [...plugins] }, state: 'ACTIVE' });
  return plugins.map((name) => new Set(rows.filter(({ plugin }) => plugin === name).map(({ app }) => app)));
});

type OfReview = Pick<SeenReview, 'plugin' | 'agencies' | 'role'>;

/**
 * What a release takes from whom, as it is at this moment: what is asked for and what serves change while a review waits, and who decides has to know of today, as with both
 * diffs.
 */
export async function impactAsSeen(
  before: string | null,
  after: string,
  review: OfReview,
  context: SubgraphContext,
): Promise<UsageImpact[]> {
  if (before === null) return [];
  return impactOfTaken(takenCoordinates(schemaDiff(before, after), before, after), review, context);
}

/** Who asks for what would be taken. Reviewers read which apps those are; its publisher reads the names of its own subscribers, and of all others how often they ask. */
export async function impactOfTaken(
  taken: readonly TakenCoordinate[],
  { plugin, agencies, role }: OfReview,
  context: SubgraphContext,
): Promise<UsageImpact[]> {
  const uses = await usesOfCoordinate(context).loadMany(taken.map(({ coordinate }) => coordinate));
  const byCoordinate = new Map(taken.map(({ coordinate }, index) => [coordinate, uses[index]]));
  const impact = usageImpact(taken, (coordinate) => {
    const found = byCoordinate.get(coordinate);
    if (found instanceof Error) throw found;
    return found ?? [];
  });
  const { viewer } = context;
  if (isAdministrator(viewer) || (role === null && isReviewer(viewer, unlisted(agencies)))) return impact;
  const known = role === null ? null : await subscribersOf(context).load(plugin);
  return impact.map((one) => ({
    ...one,
    uses: one.uses.map((use) => ({ ...use, app: use.app !== null && known?.has(use.app) ? use.app : null })),
  }));
}
