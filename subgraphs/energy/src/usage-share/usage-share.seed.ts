import { type City, DEMO_ENTITIES, opaqueId } from '@citygraph/city';
import { insertRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { UsageShare } from './usage-share.entity.ts';

/** The shop owner lets the bank see the shop's electricity for half a year. */
export async function seedUsageShares(em: EntityManager, city: City): Promise<void> {
  const shop = city.legalEntities.find(({ uscc }) => uscc === DEMO_ENTITIES.shop);
  const point = city.usagePoints.find(({ place, commodity }) => place === shop?.place && commodity === 'electricity');
  if (!point) return;
  const sharedAt = new Date(`${city.asOf}T08:00:00+08:00`);
  await insertRows(em, UsageShare, [
    {
      id: opaqueId('shr_', `${point.mrid} ${DEMO_ENTITIES.bank}`),
      mrid: point.mrid,
      granteeUscc: DEMO_ENTITIES.bank,
      openGrantee: DEMO_ENTITIES.bank,
      sharedBy: city.demo['shop-owner'].resident,
      sharedAt,
      until: new Date(sharedAt.getTime() + 180 * 86_400_000),
      endedAt: null,
    },
  ]);
}
