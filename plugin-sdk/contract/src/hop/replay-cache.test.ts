import { expect, it } from '@jest/globals';
import { createReplayCache } from './replay-cache.ts';

it('takes a request id once, until its signature has expired beyond the tolerance', () => {
  let seconds = 1000;
  const cache = createReplayCache({ now: () => seconds * 1000, grace: 5 });
  expect(cache.take('a', 1030)).toBe(true);
  expect(cache.take('a', 1030)).toBe(false);
  expect(cache.take('b', 1030)).toBe(true);
  seconds = 1035;
  expect(cache.take('a', 1030)).toBe(false);
  seconds = 1037;
  expect(cache.take('a', 1067)).toBe(true);
});
