import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RolloutState } from './rollout.entity.ts';
import { allotBuckets, assertRoom, assertStep, nextState, type RolloutAct, STEPS } from './rollout.rules.ts';

const at = (state: RolloutState) => ({ id: 'rol_1', state });

describe('a rollout', () => {
  it.each<[RolloutAct, RolloutState, RolloutState]>([
    ['step', 'RUNNING', 'RUNNING'],
    ['pause', 'RUNNING', 'PAUSED'],
    ['resume', 'PAUSED', 'RUNNING'],
    ['promote', 'RUNNING', 'PROMOTED'],
    ['rollBack', 'RUNNING', 'ROLLED_BACK'],
    ['rollBack', 'PAUSED', 'ROLLED_BACK'],
  ])('by %s goes from %s to %s', (act, from, to) => {
    expect(nextState(at(from), act)).toBe(to);
  });

  it.each<[RolloutAct, RolloutState, RegExp]>([
    ['promote', 'PAUSED', /resume it first/],
    ['step', 'PAUSED', /resume it first/],
    ['resume', 'RUNNING', /running/],
    ['promote', 'ROLLED_BACK', /over/],
    ['rollBack', 'PROMOTED', /over/],
  ])('is not brought by %s out of %s', (act, from, message) => {
    expect(() => nextState(at(from), act)).toThrow(message);
  });

  it('goes up its steps and no others', () => {
    for (const [index, percent] of STEPS.entries()) assertStep(STEPS[index - 1] ?? 0, percent);
    expect(() => assertStep(5, 10)).toThrow('5, 25, 50, 100');
    expect(() => assertStep(25, 5)).toThrow('25 % already');
    expect(() => assertStep(25, 25)).toThrow('25 % already');
  });

  it('is one of eight, and the only one of its plugin', () => {
    const living = Array.from({ length: 7 }, (_, index) => ({ plugin: `p${index}` }));
    assertRoom(living, 'air');
    expect(() => assertRoom(living, 'p3')).toThrow('p3 has a rollout');
    expect(() => assertRoom([...living, { plugin: 'p7' }], 'air')).toThrow('8 rollouts run');
  });
});

describe('buckets', () => {
  it('are as many as the step says, nobody else’s, and stay with who has them', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 8 }), (ids) => {
        const owned = new Map<string, readonly number[]>();
        for (const id of new Set(ids)) {
          const others = [...owned].filter(([other]) => other !== id).map(([, buckets]) => buckets);
          const own = allotBuckets(id, [], others, 5);
          if (others.flat().length <= 70) {
            const more = allotBuckets(id, own, others, 25);
            expect(more.slice(0, 5)).toEqual(own);
            expect(new Set(more).size).toBe(25);
          }
          owned.set(id, own);
        }
        const all = [...owned.values()].flat();
        expect(new Set(all).size).toBe(all.length);
        expect(all.every((bucket) => Number.isInteger(bucket) && bucket >= 0 && bucket < 100)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('are refused where others own too many', () => {
    const others = [allotBuckets('a', [], [], 50)];
    expect(allotBuckets('b', [], others, 50)).toHaveLength(50);
    expect(() => allotBuckets('b', [], others, 100)).toThrow('other rollouts own 50 %');
  });
});
