import { describe, expect, it } from '@jest/globals';
import { latencyOf, oddSizes } from './latency-of.ts';
import { median, percentile } from './percentile.ts';

describe('percentile', () => {
  const hundred = Array.from({ length: 100 }, (_, n) => n + 1);
  it.each([
    [50, 50],
    [99, 99],
    [100, 100],
    [0, 1],
  ])('the %d-th of 1 to 100 is %d', (percent, expected) => {
    expect(percentile(hundred, percent)).toBe(expected);
  });

  it('is a value that occurs, however few there are', () => {
    expect(percentile([3, 8], 99)).toBe(8);
    expect(percentile([], 50)).toBe(0);
  });
});

describe('median', () => {
  it('is the middle one, or between the two in the middle', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 9, 2])).toBe(3);
    expect(median([])).toBe(0);
  });
});

describe('latencyOf', () => {
  it('takes milliseconds in any order', () => {
    expect(latencyOf([5, 1, 100, 3])).toEqual({ p50: 3, p99: 100, max: 100 });
  });
});

describe('oddSizes', () => {
  it('counts the answers that are of another size than most', () => {
    expect(oddSizes([1000, 1001, 999, 300, 1000, 1100])).toBe(2);
  });

  it('allows headers that differ by some bytes', () => {
    expect(oddSizes([1000, 1015, 985])).toBe(0);
  });
});
