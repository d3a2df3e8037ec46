import { officer, type SubjectRule } from '@citygraph/kit';
import { MARKET_SUPERVISION } from '../farm/farm.access.ts';

/** Market supervision publishes prices; its case names the market. Reading them is everybody's. */
export const publishesPrices: SubjectRule<{ market: string }> = officer({
  purposes: ['market-supervision'],
  agencies: [MARKET_SUPERVISION],
  subject: ({ market }) => [market],
});
