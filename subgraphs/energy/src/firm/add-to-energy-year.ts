import { type EntityManager, raw } from '@mikro-orm/sql';
import type { UsagePoint } from '../usage-point/usage-point.entity.ts';
import { EnergyYear } from './energy-year.entity.ts';

/** Counts a firm's electricity to the year it was read in; others' meters count to nobody. */
export async function addToEnergyYear(
  em: EntityManager,
  { commodity, holderUscc }: UsagePoint,
  day: string,
  usedMilli: number,
): Promise<void> {
  if (commodity !== 'electricity' || holderUscc == null || usedMilli === 0) return;
  const key = { uscc: holderUscc, year: Number(day.slice(0, 4)) };
  await em.upsert(EnergyYear, { ...key, usedMilli: 0 }, { onConflictAction: 'ignore', disableIdentityMap: true });
  await em.nativeUpdate(EnergyYear, key, { usedMilli: raw('used_milli + ?', [usedMilli]) });
}
