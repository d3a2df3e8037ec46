import { CityGraphError } from '@citygraph/contract';

/** Wholesale markets whose prices are published; invented. */
export const MARKETS = ['合隆粮食批发市场', '奢岭农产品批发市场', '卡伦果蔬批发市场'] as const;

/** Market days that one question may ask for. */
export const MOST_DAYS = 60;
/** A price may be published that many days late. */
const LATE_DAYS = 7;
/** Dearer than the dearest wild ginseng: a slip of the decimal point. */
export const MOST_CENTS_PER_KG = 100_000_000;

const refuse = (argument: string, message: string): never => {
  throw new CityGraphError('BAD_USER_INPUT', `${argument}: ${message}`, { extensions: { argument } });
};

/** @throws BAD_USER_INPUT with the markets there are. */
export function parseMarket(text: string): (typeof MARKETS)[number] {
  return MARKETS.find((market) => market === text) ?? refuse('market', `give one of ${MARKETS.join(', ')}.`);
}

export function assertDayCount(last: number): void {
  if (last < 1 || last > MOST_DAYS) refuse('last', `${last} days cannot be asked for; give 1 to ${MOST_DAYS}.`);
}

/** Prices are published on their day or soon after, never ahead. */
export function assertPublishable(at: string, today: string): void {
  if (at > today) refuse('at', `${at} has not come yet (today is ${today}).`);
  const age = (Date.parse(today) - Date.parse(at)) / 86_400_000;
  if (age > LATE_DAYS) refuse('at', `${at} is ${age} days ago; prices are published within ${LATE_DAYS} days.`);
}

export function assertInOrder(from: string | null, to: string | null): void {
  if (from !== null && to !== null && from > to) refuse('to', `${to} lies before ${from}; give the later day last.`);
}
