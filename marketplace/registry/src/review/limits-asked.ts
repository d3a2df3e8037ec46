import { LIMIT_NAMES, PLUGIN_LIMITS, type PluginLimits, withinMost } from '@citygraph/contract';
import type { PluginRelease } from '../plugin-release/plugin-release.entity.ts';

/** A limit of which a release asks more than is usual, as gateways take it. */
export interface LimitAsked {
  readonly limit: keyof PluginLimits;
  readonly value: number;
  readonly usual: number;
  /** What the release that serves has; null: none does. */
  readonly before: number | null;
}

type Part = Pick<PluginRelease, 'terms'>;

/** What of the hub a release may take beyond what every plugin may. */
export function limitsAsked(release: Part, previous: Part | null): LimitAsked[] {
  const limitOf = ({ terms }: Part, limit: keyof PluginLimits): number =>
    withinMost(terms.limits)[limit] ?? PLUGIN_LIMITS[limit].usual;
  return LIMIT_NAMES.map((limit) => ({
    limit,
    value: limitOf(release, limit),
    usual: PLUGIN_LIMITS[limit].usual,
    before: previous && limitOf(previous, limit),
  })).filter(({ value, usual }) => value > usual);
}
