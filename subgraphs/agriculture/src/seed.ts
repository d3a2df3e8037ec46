import type { City } from '@citygraph/city';
import type { EntityManager } from '@mikro-orm/sql';
import { seedAnimals } from './animal/animal.seed.ts';
import { seedCropLossClaims } from './crop-loss-claim/crop-loss-claim.seed.ts';
import { seedFarms } from './farm/farm.seed.ts';
import { seedMarketPrices } from './market-price/market-price.seed.ts';
import { seedTraceBatches } from './trace-batch/trace-batch.seed.ts';

/** The countryside in its year, as the city sees it on its day. */
export async function seedAgriculture(em: EntityManager, city: City): Promise<void> {
  const plots = await seedFarms(em, city);
  await seedAnimals(em, city);
  await seedTraceBatches(em, city, plots);
  await seedMarketPrices(em, city);
  await seedCropLossClaims(em, city, plots);
}
