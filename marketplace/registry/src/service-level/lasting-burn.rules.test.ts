import { describe, expect, it } from '@jest/globals';
import { lastingBurn, type SlotHealth } from './lasting-burn.rules.ts';
import { DEFAULT_SLO, NO_CALLS } from './slo.rules.ts';

const now = new Date('2026-11-02T01:00:05Z');
/** Seconds ago, calls, failures. */
const slots = (...of: (readonly [ago: number, calls: number, failed: number])[]): SlotHealth[] =>
  of.map(([ago, calls, failed]) => ({
    slot: new Date(Date.parse('2026-11-02T01:00:00Z') - ago * 1_000),
    health: { ...NO_CALLS, calls, failed },
  }));
const burn = (...of: Parameters<typeof slots>) => lastingBurn(DEFAULT_SLO, slots(...of), now);
const minutes = (count: number, calls: number, failed: number) =>
  Array.from({ length: count }, (_, minute) => [minute * 60, calls, failed] as const);

describe('a stable release burns for long', () => {
  it.each([
    ['when it fails in each of five minutes', minutes(5, 100, 20), /^20 % of 500 calls failed/],
    ['when it does well in one of them', [...minutes(4, 100, 20), [240, 100, 0] as const], /^16 % of 500 calls failed/],
    [
      'when it is called once in six minutes, and fails each time',
      [0, 1, 2, 3, 4].map((at) => [at * 360, 1, 1] as const),
      /^100 % of 5 calls/,
    ],
  ])('%s', (_, of, sentence) => {
    expect(burn(...of)).toMatch(sentence);
  });

  it.each([
    ['when one bad moment is all there was', [[0, 100, 20] as const]],
    ['when one bad moment outweighs four good minutes', [[0, 1_000, 900] as const, ...minutes(5, 10, 0).slice(1)]],
    ['when it has failed for three minutes', [...minutes(3, 100, 100), [180, 100, 0] as const, [240, 100, 0] as const]],
    ['when it failed for four minutes after a quiet hour', minutes(4, 100, 100)],
    ['when what it failed at was longer ago than half an hour', [0, 1, 2, 3, 6].map((at) => [at * 360, 0, 0] as const)],
    ['when too few called to say anything', minutes(5, 3, 1)],
  ])('not %s', (_, of) => {
    expect(burn(...of)).toBeNull();
  });
});
