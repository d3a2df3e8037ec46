import type { PluginHealth } from '@citygraph/contract';
import type { EntityManager } from '@mikro-orm/sql';
import { addCounts } from '../add-counts.ts';
import { LATENCY_COLUMNS, ReleaseHealth, ServiceLevelHour } from './release-health.entity.ts';
import { hourOf, slotOf } from './windows.ts';

/**
 * What a vendor answers for: the hub's own refusals (switched off, over its quota) are none of its failures. Calls that failed by a client's or the hub's doing gateways do not
 * report at all (gateway/docs/firewall.md).
 */
const ITS_FAULT = new Set(['PLUGIN_UNAVAILABLE', 'PLUGIN_TIMEOUT', 'PLUGIN_INVALID_REPLY']);

/**
 * Adds what a gateway saw of plugins to this moment's slot and hour. What callers of the sandbox met is left out: anybody may try things there, and a release is taken back for
 * what it does to everybody.
 */
export async function addHealth(em: EntityManager, plugins: readonly PluginHealth[], now: Date): Promise<void> {
  const seen = plugins
    .filter(({ calls, channel }) => calls > 0 && channel === 'stable')
    .map((health) => ({ of: keyOf(health), add: countsOf(health) }));
  await addCounts(
    em,
    ReleaseHealth,
    seen.map(({ of, add }) => ({ key: { ...of, slot: slotOf(now) }, add })),
  );
  await addCounts(
    em,
    ServiceLevelHour,
    seen.map(({ of, add }) => ({ key: { ...of, hour: hourOf(now) }, add })),
  );
}

const keyOf = ({ plugin, release }: PluginHealth) => ({ plugin: plugin.slice(0, 31), release });

function countsOf({ calls, failures, latency }: PluginHealth): Record<string, number> {
  const failed = Object.entries(failures)
    .filter(([code]) => ITS_FAULT.has(code))
    .reduce((sum, [, count]) => sum + count, 0);
  return {
    calls,
    failed,
    invalid: failures.PLUGIN_INVALID_REPLY ?? 0,
    ...Object.fromEntries(LATENCY_COLUMNS.map((column, index) => [column, latency[index] ?? 0])),
  };
}
