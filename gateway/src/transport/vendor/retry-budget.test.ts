import { describe, expect, it } from '@jest/globals';
import { createRetryBudget } from './retry-budget.ts';

const budgetAt = () => {
  const clock = { now: 1_000_000 };
  return { clock, budget: createRetryBudget(() => clock.now) };
};
const take = (budget: { take(): boolean }, times: number) =>
  Array.from({ length: times }, () => budget.take()).filter(Boolean).length;

describe('the budget of second tries', () => {
  it('is a tenth of the first ones', () => {
    const { budget } = budgetAt();
    for (let call = 0; call < 1_000; call++) budget.note();
    expect(take(budget, 1_000)).toBe(100);
  });

  it('is one when hardly anything is asked', () => {
    const { budget } = budgetAt();
    budget.note();
    expect(take(budget, 3)).toBe(1);
  });

  it('slides over ten seconds', () => {
    const { budget, clock } = budgetAt();
    for (let call = 0; call < 100; call++) budget.note();
    expect(take(budget, 20)).toBe(10);
    clock.now += 9_000;
    expect(take(budget, 20)).toBe(0);
    clock.now += 1_000;
    expect(take(budget, 20)).toBe(1);
  });

  it('never lets more than a tenth through in any ten seconds of a busy hour', () => {
    const { budget, clock } = budgetAt();
    const history: { calls: number; retries: number }[] = [];
    for (let second = 0; second < 200; second++, clock.now += 1_000) {
      const calls = 10 + ((second * 7) % 90);
      for (let call = 0; call < calls; call++) budget.note();
      history.push({ calls, retries: take(budget, calls) });
      const window = history.slice(-10);
      const sum = (key: 'calls' | 'retries') => window.reduce((total, slot) => total + slot[key], 0);
      expect(sum('retries')).toBeLessThanOrEqual(sum('calls') / 10);
    }
  });
});
