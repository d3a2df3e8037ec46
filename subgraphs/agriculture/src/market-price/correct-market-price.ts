import { CityGraphError, type Viewer } from '@citygraph/contract';
import { granted, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { parseCrop } from '../crop/crop.rules.ts';
import { publishesPrices } from './market-price.access.ts';
import { MarketPrice } from './market-price.entity.ts';
import { parseMarket } from './market-price.rules.ts';
import { Price } from './publish-market-price.ts';

const Correction = Price.extend({
  at: z.string(),
  reason: z.string().trim().min(2, 'say in a few words why').max(500),
});

/** Puts a published price right, and says that and why. Answers its id. */
export async function correctMarketPrice(
  em: EntityManager,
  viewer: Viewer,
  input: z.infer<typeof Correction>,
  now: Date,
): Promise<string> {
  const { centsPerKg, at, reason, ...given } = validate(Correction, input);
  const commodity = parseCrop(given.commodity, 'commodity');
  const market = parseMarket(given.market);
  granted(viewer, publishesPrices, { market }, { argument: 'market', what: 'market', now });
  return em.transactional(async (inner) => {
    const published = await inner.findOne(MarketPrice, { commodity, market, at });
    if (!published) {
      throw new CityGraphError('NOT_FOUND', `at: no price of ${commodity} at ${market} is published for ${at}.`, {
        extensions: { argument: 'at' },
      });
    }
    const { id } = published;
    await inner.nativeUpdate(MarketPrice, { id }, { centsPerKg, correctedAt: now, correctionReason: reason });
    return id;
  });
}
