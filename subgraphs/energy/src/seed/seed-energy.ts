import type { City } from '@citygraph/city';
import type { EntityManager } from '@mikro-orm/sql';
import { cityTariffs, seedTariffs } from '../bill/tariff.seed.ts';
import { seedChargingStations } from '../charging-station/charging-station.seed.ts';
import { seedDistributedGenerators } from '../distributed-generator/distributed-generator.seed.ts';
import { seedFirms } from '../firm/firm.seed.ts';
import { seedUsagePoints } from '../usage-point/usage-point.seed.ts';
import { seedUsageShares } from '../usage-share/usage-share.seed.ts';

/** Tariffs, meters with readings and bills, firms' years, shares, charging stations and generators. */
export async function seedEnergy(em: EntityManager, city: City): Promise<void> {
  const tariffs = cityTariffs(city);
  await seedTariffs(em, tariffs);
  const monthOf = await seedUsagePoints(em, city, tariffs);
  await seedFirms(em, city, monthOf);
  await seedUsageShares(em, city);
  await seedChargingStations(em, city);
  await seedDistributedGenerators(em, city);
}
