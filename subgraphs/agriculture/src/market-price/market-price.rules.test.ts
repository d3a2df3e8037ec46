import { expect, it } from '@jest/globals';
import { assertDayCount, assertInOrder, assertPublishable, MARKETS, parseMarket } from './market-price.rules.ts';

it.each([1, 7, 60])('answers %i days', (last) => expect(() => assertDayCount(last)).not.toThrow());
it.each([0, -1, 61])('does not answer %i days', (last) => expect(() => assertDayCount(last)).toThrow('give 1 to 60'));

it('publishes prices of today and of the week before', () => {
  expect(() => assertPublishable('2026-11-02', '2026-11-02')).not.toThrow();
  expect(() => assertPublishable('2026-10-26', '2026-11-02')).not.toThrow();
  expect(() => assertPublishable('2026-10-25', '2026-11-02')).toThrow('8 days ago');
  expect(() => assertPublishable('2026-11-03', '2026-11-02')).toThrow('has not come yet');
});

it('knows its markets, and which day comes first', () => {
  expect(parseMarket(MARKETS[1])).toBe(MARKETS[1]);
  expect(() => parseMarket('Chicago')).toThrow(`give one of ${MARKETS.join(', ')}`);
  expect(() => assertInOrder('2026-11-02', '2026-11-01')).toThrow('lies before');
  expect(() => assertInOrder('2026-11-02', '2026-11-02')).not.toThrow();
  expect(() => assertInOrder(null, '2026-11-01')).not.toThrow();
});
