import { beforeEach, describe, expect, it } from '@jest/globals';
import { createSilence, type Silence } from './silence.ts';

let now: number;
let silence: Silence;
beforeEach(() => {
  now = 1_000_000;
  silence = createSilence(() => now);
});

/** Fails calls of these callers, one after another, each so much later; `!` is one that no caller can have made so. */
const fails = (callers: string, stepMs: number, lastedMs = 0) => {
  for (const caller of callers) {
    now += stepMs;
    const account = caller === '-' ? undefined : caller;
    silence.failed({ account, isCertain: caller === '!', began: now - lastedMs });
  }
  return silence.isLong();
};

describe('a plugin’s silence', () => {
  it.each<[string, string, number, number, boolean]>([
    ['two callers say so for two seconds', 'aab', 1_000, 0, true],
    ['two callers say so for less', 'aab', 900, 0, false],
    ['one caller says so, however often', 'aaaaaaaaaaaa', 1_000, 0, false],
    ['one caller says what they cannot have made', '!!!', 1_000, 0, true],
    ['nobody’s account says so', '---', 1_000, 0, true],
    ['two callers waited so long', 'aab', 1, 2_500, true],
    ['there are but two failures', 'ab', 2_500, 0, false],
    ['failures are far apart', 'abab', 20_000, 0, false],
  ])('is judged when %s', (_, callers, stepMs, lastedMs, isLong) => {
    expect(fails(callers, stepMs, lastedMs)).toBe(isLong);
  });

  it('ends with an answer, whoever gets it, and begins no sooner than that', () => {
    expect(fails('abab', 1_000)).toBe(true);
    silence.answered();
    expect(silence.isLong()).toBe(false);
    expect(silence.isSince(now)).toBe(false);
    expect(silence.isSince(now + 1)).toBe(true);
    now += 100;
    // They were sent long before the answer.
    expect(fails('abab', 1, 10_000)).toBe(false);
  });
});
