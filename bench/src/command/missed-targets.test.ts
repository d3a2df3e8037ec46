import { expect, it } from '@jest/globals';
import { missedTargets, timed } from './missed-targets.ts';

it('misses a target at the median, not at the worst, and none where nothing is promised', () => {
  const rows = [timed('kept', 100, [90, 100, 900]), timed('a peer', null, [500]), timed('missed', 100, [90, 101, 102])];
  expect(missedTargets(rows)).toEqual(['missed takes 101 ms at the median, more than the 100 ms that are promised.']);
});
