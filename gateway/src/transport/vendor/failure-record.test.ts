import { describe, expect, it } from '@jest/globals';
import { CircuitState } from 'cockatiel';
import { FailureRecord } from './failure-record.ts';

const { Closed, HalfOpen } = CircuitState;

/** Plays outcomes, `x` a failure, `.` a success, `w` a success that brought wrong data; answers after how many it opens. */
const opensAfter = (outcomes: string, { stepMs = 1, record, clock }: Played = played()) => {
  for (const [index, outcome] of [...outcomes].entries()) {
    clock.now += stepMs;
    if (outcome !== 'x') record.success(Closed);
    if (outcome === '.') continue;
    if (outcome === 'w') record.retract();
    if (record.failure(Closed)) return index + 1;
  }
  return null;
};

interface Played {
  readonly stepMs?: number;
  readonly record: FailureRecord;
  readonly clock: { now: number };
}

function played(stepMs = 1): Played {
  const clock = { now: 1_000_000 };
  return { stepMs, clock, record: new FailureRecord({ now: () => clock.now }) };
}

describe('the record of failures', () => {
  it.each([
    ['nothing but failures', 'x'.repeat(50), 10],
    ['nothing but wrong data', 'w'.repeat(50), 10],
    ['every second call failing', 'x.'.repeat(50), 39],
    ['two of three failing', 'xx.'.repeat(50), 29],
    ['failures after long health', `${'.'.repeat(500)}${'x'.repeat(50)}`, 510],
    ['one call of three failing', 'x..'.repeat(100), null],
    ['health', '.'.repeat(500), null],
    ['nine failures', 'xxxxxxxxx.'.repeat(1), null],
  ])('judges %s', (_, outcomes, expected) => {
    expect(opensAfter(outcomes)).toBe(expected);
  });

  it.each(['x', 'w', 'x.', 'xx.', 'xw'])('opens within 25 failed calls of %j', (pattern) => {
    const outcomes = pattern.repeat(200);
    const opened = opensAfter(outcomes) ?? outcomes.length;
    expect([...outcomes.slice(0, opened)].filter((outcome) => outcome !== '.').length).toBeLessThanOrEqual(25);
  });

  it('opens after two seconds of nothing but failures, when there are three', () => {
    expect(opensAfter('xxxxx', played(1_000))).toBe(3);
    expect(opensAfter('xxxxx', played(2_500))).toBe(3);
    expect(opensAfter('xx.xx.xx', played(1_000))).toBeNull();
  });

  it('forgets what is long past', () => {
    expect(opensAfter('xx', played(20_000))).toBeNull();
    expect(opensAfter('x'.repeat(40), played(16_000))).toBeNull();
  });

  it('opens at the first failure of a plugin that has just come back', () => {
    const game = played();
    game.record.success(HalfOpen);
    expect(opensAfter('..x', game)).toBe(3);
    game.record.success(HalfOpen);
    expect(opensAfter('w', game)).toBe(1);
    game.record.success(HalfOpen);
    expect(opensAfter('.....x', game)).toBeNull();
  });
});
