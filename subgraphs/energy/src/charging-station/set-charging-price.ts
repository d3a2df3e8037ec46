import type { Viewer } from '@citygraph/contract';
import { granted, representative, type SubjectRule, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { ChargingStation } from './charging-station.entity.ts';

const Price = z.strictObject({
  stationId: z.string().min(1).max(40),
  pricePerKwhCents: z.int('give whole cents').min(1, 'give 1 cent or more').max(1_000, 'give at most 1000 cents'),
});

const operator: SubjectRule<ChargingStation> = representative(({ operatorUscc }) => operatorUscc);

/** The operator's representative sets what a kilowatt-hour costs from now on; of two at once the later counts. */
export async function setChargingPrice(
  em: EntityManager,
  viewer: Viewer,
  price: z.infer<typeof Price>,
  now: Date,
): Promise<string> {
  const { stationId, pricePerKwhCents } = validate(Price, price);
  const found = await em.findOne(ChargingStation, { id: stationId });
  const { id } = granted(viewer, operator, found, { argument: 'stationId', what: 'charging station', now });
  await em.nativeUpdate(ChargingStation, { id }, { pricePerKwhCents, pricedAt: now });
  return id;
}
