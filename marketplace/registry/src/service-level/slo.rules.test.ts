import { describe, expect, it } from '@jest/globals';
import { burnOf, DEFAULT_SLO, type Health, NO_CALLS, p95Of, sloOf } from './slo.rules.ts';

const health = (over: Partial<Health>): Health => ({ ...NO_CALLS, ...over });
const latency = (index: number, calls: number) => NO_CALLS.latency.map((_, at) => (at === index ? calls : 0));

describe('a promise', () => {
  it('is what the manifest says, and the hub’s where it says nothing or nonsense', () => {
    expect(sloOf({ slo: { availabilityPct: 99.9, p95Ms: 300 } })).toEqual({ ...DEFAULT_SLO, p95Ms: 300 });
    expect(sloOf({ slo: { availabilityPct: 99.5 } }).errorPercent).toBeCloseTo(7.2);
    expect(sloOf({ slo: { availabilityPct: 90 } }).errorPercent).toBe(10);
    expect(sloOf({ slo: { availabilityPct: 99, errorPct: 2 } }).errorPercent).toBe(2);
    expect(sloOf({ slo: { errorPct: 20 } }).errorPercent).toBe(10);
    for (const slo of [undefined, null, 'x', { p95Ms: -1 }, { errorPct: 100 }])
      expect(sloOf({ slo })).toEqual(DEFAULT_SLO);
  });
});

describe('a window', () => {
  it.each<[string, Partial<Health>, RegExp]>([
    ['20 % errors', { calls: 100, failed: 20 }, /^20 % of 100 calls failed; 5 % may fail\.$/],
    ['invalid replies', { calls: 100, failed: 2, invalid: 2 }, /2 % of 100 replies were invalid/],
    ['slow answers', { calls: 100, latency: latency(10, 100) }, /more than 3000 ms; 2000 ms were promised/],
    ['few calls of which most failed', { calls: 6, failed: 5 }, /83\.3 % of 6/],
  ])('with %s burns, with its figures', (_, over, sentence) => {
    expect(burnOf(DEFAULT_SLO, health(over))).toMatch(sentence);
  });

  it.each<[string, Partial<Health>]>([
    ['no calls', {}],
    ['as many errors as it may have', { calls: 100, failed: 5 }],
    ['too few calls to say anything', { calls: 19, failed: 3 }],
    ['four failures of four', { calls: 4, failed: 4 }],
    ['answers just in time', { calls: 100, latency: latency(8, 100) }],
  ])('with %s does not', (_, over) => {
    expect(burnOf(DEFAULT_SLO, health(over))).toBeNull();
  });

  it('has its 95th answer where 95 of 100 came sooner', () => {
    expect(p95Of(health({ latency: [95, 5, ...latency(0, 0).slice(2)] }))).toBe(5);
    expect(p95Of(health({ latency: [94, 6, ...latency(0, 0).slice(2)] }))).toBe(10);
    expect(p95Of(NO_CALLS)).toBe(0);
  });
});
