import { type City, opaqueId } from '@citygraph/city';
import { insertRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { CROP_CODES } from '../crop/crop.rules.ts';
import { at, daysAfter } from '../seed-clock.ts';
import { MarketPrice } from './market-price.entity.ts';
import { MARKETS } from './market-price.rules.ts';

const DAYS = 90;
/** Cents a kilogram that a price wanders around. */
const USUAL = { maize: 230, rice: 310, soybean: 480, potato: 190, ginseng: 9800 } as const;

/** Ninety days of prices up to the day the city is seen on: a walk around the usual price, never far from it. */
export async function seedMarketPrices(em: EntityManager, city: City): Promise<void> {
  await insertRows(em, MarketPrice, prices(city));
}

function* prices({ asOf, random }: City) {
  for (const commodity of CROP_CODES) {
    for (const market of MARKETS) {
      const walk = random(`agriculture/prices/${commodity}/${market}`);
      let level = 1 + (walk.next() - 0.5) / 10;
      for (let n = DAYS - 1; n >= 0; n--) {
        level += (1 - level) / 20 + (walk.next() - 0.5) / 40;
        const day = daysAfter(asOf, -n);
        yield {
          id: opaqueId('mp_', `${commodity} ${market} ${day}`),
          commodity,
          market,
          at: day,
          centsPerKg: Math.round(USUAL[commodity] * level),
          publishedBy: null,
          publishedAt: at(day, 8),
          correctedAt: null,
          correctionReason: null,
        };
      }
    }
  }
}
