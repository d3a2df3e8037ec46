import type { Clock, Job } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { GatewayProcess } from '../gateway-process/gateway-process.entity.ts';
import { UsageDay, UsageHour, UsedCoordinate, UsedDocument } from '../operation-usage/operation-usage.entity.ts';
import { ReleaseHealth, ServiceLevelHour } from './release-health.entity.ts';

const DAY_MS = 86_400_000;
/** How long what gateways report is kept, in days: the database grows with the city, not with time. */
export const KEPT_DAYS = { processes: 1, slots: 1, usageHours: 2, levels: 90, usageDays: 90 } as const;
const MOST = 1_000;

/** Drops what is older. Slots and hours are counted together when they come in, so nothing is rolled up here. */
export async function forgetReports(em: EntityManager, { now: clock }: Clock): Promise<void> {
  const before = (days: number): { $lt: Date } => ({ $lt: new Date(clock().getTime() - days * DAY_MS) });
  await em.nativeDelete(GatewayProcess, { seenAt: before(KEPT_DAYS.processes) });
  await em.nativeDelete(ReleaseHealth, { slot: before(KEPT_DAYS.slots) });
  await em.nativeDelete(ServiceLevelHour, { hour: before(KEPT_DAYS.levels) });
  await em.nativeDelete(UsageHour, { period: before(KEPT_DAYS.usageHours) });
  await em.nativeDelete(UsageDay, { period: before(KEPT_DAYS.usageDays + 1) });
  await em.nativeDelete(UsedCoordinate, { lastDay: before(KEPT_DAYS.usageDays + 1) });
  for (;;) {
    const old = await em.find(
      UsedDocument,
      { lastSeen: before(KEPT_DAYS.usageDays + 1) },
      { fields: ['digest'], limit: MOST, disableIdentityMap: true },
    );
    const digests = old.map(({ digest }) => digest);
    if (digests.length === 0) return;
    await em.nativeDelete(UsedCoordinate, { digest: { $in: digests } });
    await em.nativeDelete(UsedDocument, { digest: { $in: digests } });
  }
}

export const forgettingReports: Job = { name: 'forget-reports', everySeconds: 3_600, run: forgetReports };
