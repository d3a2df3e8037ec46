import { CityGraphError, type Viewer } from '@citygraph/contract';
import { cityDay, granted, newId, validate } from '@citygraph/kit';
import { type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/sql';
import { z } from 'zod';
import { parseCrop } from '../crop/crop.rules.ts';
import { publishesPrices } from './market-price.access.ts';
import { MarketPrice } from './market-price.entity.ts';
import { assertPublishable, MOST_CENTS_PER_KG, parseMarket } from './market-price.rules.ts';

export const Price = z.strictObject({
  commodity: z.string(),
  market: z.string(),
  at: z.string().nullable(),
  centsPerKg: z
    .number()
    .int()
    .min(1, 'a price is at least one cent a kilogram')
    .max(MOST_CENTS_PER_KG, `a price is at most ${MOST_CENTS_PER_KG} cents a kilogram; check the decimal point`),
});

/** One price a day, market and commodity. Answers its id. */
export async function publishMarketPrice(
  em: EntityManager,
  viewer: Viewer,
  input: z.infer<typeof Price>,
  now: Date,
): Promise<string> {
  const { centsPerKg, ...given } = validate(Price, input);
  const commodity = parseCrop(given.commodity, 'commodity');
  const market = parseMarket(given.market);
  const at = given.at ?? cityDay(now);
  assertPublishable(at, cityDay(now));
  granted(viewer, publishesPrices, { market }, { argument: 'market', what: 'market', now });
  const id = newId('mp_');
  await em.transactional((inner) =>
    inner
      .insert(MarketPrice, {
        id,
        commodity,
        market,
        at,
        centsPerKg,
        publishedBy: viewer.principal.subject,
        publishedAt: now,
      })
      .catch((error: unknown) => {
        if (!(error instanceof UniqueConstraintViolationException)) throw error;
        throw new CityGraphError(
          'CONFLICT',
          `The price of ${commodity} at ${market} on ${at} is published; correct it with a reason (correctMarketPrice).`,
        );
      }),
  );
  return id;
}
