import { ANONYMOUS, type Principal } from '@citygraph/contract';
import { describe, expect, it } from '@jest/globals';
import { bucketOf, chooseGraph } from './choose-graph.ts';
import type { Generation } from './generation.ts';
import type { LineUp } from './line-up.ts';

const graph = (digest: string) => ({ digest }) as Generation;
const lineUp = (...ranges: readonly number[][]): LineUp => ({
  stable: graph('stable'),
  sandbox: null,
  rollouts: ranges.map((buckets, at) => ({ id: `r${at}`, buckets: new Set(buckets), generation: graph(`r${at}`) })),
});
const person = (subject: string | null, app: string | null = 'app'): Principal => ({ ...ANONYMOUS, subject, app });
const of = (set: LineUp, principal: Principal) => chooseGraph(set, { channel: undefined, principal }).digest;
const all = Array.from({ length: 100 }, (_, bucket) => bucket);
const people = Array.from({ length: 10_000 }, (_, number) => person(`sub-${number}`));

describe('a client', () => {
  it('falls into any of the hundred buckets alike', () => {
    const counts = new Array(100).fill(0);
    for (const principal of people) counts[bucketOf('r0', principal)] += 1;
    expect(Math.min(...counts)).toBeGreaterThan(60);
    expect(Math.max(...counts)).toBeLessThan(150);
  });

  it('keeps its side while a rollout grows', () => {
    const small = lineUp(all.slice(0, 5));
    const grown = lineUp(all.slice(0, 25));
    const tried = people.filter((principal) => of(small, principal) === 'r0');
    expect(tried.length).toBeGreaterThan(400);
    expect(tried.every((principal) => of(grown, principal) === 'r0')).toBe(true);
  });

  it('is dealt anew by each rollout', () => {
    const share = people.filter((principal) => bucketOf('a', principal) < 5 && bucketOf('b', principal) < 5).length;
    expect(share).toBeLessThan(60);
  });

  it('of two rollouts has the first', () => {
    expect(of(lineUp(all, all), person('ada'))).toBe('r0');
  });

  it('without an app is in none, and an app without people is one client', () => {
    const set = lineUp(all);
    expect([of(set, ANONYMOUS), of(set, person('ada', null)), of(set, person(null))]).toEqual([
      'stable',
      'stable',
      'r0',
    ]);
  });
});
