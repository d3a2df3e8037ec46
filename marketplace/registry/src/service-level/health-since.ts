import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import type { SlotHealth } from './lasting-burn.rules.ts';
import { LATENCY_COLUMNS, ReleaseHealth, type ServiceLevelHour } from './release-health.entity.ts';
import { addHealth, type Health, NO_CALLS } from './slo.rules.ts';

/** How a release has answered in the slots that began at a moment or later. */
export async function healthSince(em: EntityManager, plugin: string, release: string, since: Date): Promise<Health> {
  return (await slotsSince(em, plugin, release, since)).map(({ health }) => health).reduce(addHealth, NO_CALLS);
}

/** The same, slot by slot. */
export async function slotsSince(
  em: EntityManager,
  plugin: string,
  release: string,
  since: Date,
): Promise<SlotHealth[]> {
  const rows = await findRows(em, ReleaseHealth, { plugin, release, slot: { $gte: since } });
  return rows.map((row) => ({ slot: row.slot, health: healthOf(row) }));
}

export const healthOf = (row: ReleaseHealth | ServiceLevelHour): Health => ({
  calls: Number(row.calls),
  failed: Number(row.failed),
  invalid: Number(row.invalid),
  latency: LATENCY_COLUMNS.map((column) => Number(row[column])),
});
