import { describe, expect, it } from '@jest/globals';
import { assertUndecided, dueAfterPause, stepDueAt } from './approval-step.rules.ts';
import type { StepDecision } from './step-decision.ts';

const step = (decision: StepDecision | null) => ({ id: 'stp_1', decision });

describe('a step', () => {
  it('may be decided while nobody has, whatever the other agencies granted', () => {
    expect(() => assertUndecided(step(null), [step(null), step('GRANT')])).not.toThrow();
  });

  it.each<[StepDecision, RegExp]>([
    ['GRANT', /has been decided: GRANT/],
    ['REJECT', /has been decided: REJECT/],
    ['RETURN_FOR_CORRECTION', /waits for the applicant/],
  ])('is closed after %s', (decision, message) => {
    expect(() => assertUndecided(step(decision), [step(decision)])).toThrow(message);
  });

  it('is closed when another agency rejected the case', () => {
    expect(() => assertUndecided(step(null), [step(null), step('REJECT')])).toThrow(/another agency/);
  });
});

describe('the clock of a step', () => {
  const monday = new Date('2026-11-02T09:00:00+08:00');

  it.each([
    [{ committedDays: 5, statutoryDays: 20 }, '2026-11-09T09:00:00+08:00'],
    [{ committedDays: null, statutoryDays: 10 }, '2026-11-16T09:00:00+08:00'],
    [{ committedDays: null, statutoryDays: null }, '2026-11-30T09:00:00+08:00'],
  ])('gives %j until %s', (service, due) => {
    expect(stepDueAt(monday, service)).toEqual(new Date(due));
  });

  it('gives the working days of a pause back, the weekend in it not', () => {
    const pause = { dueAt: new Date('2026-11-10T09:00:00+08:00'), pausedAt: new Date('2026-11-06T15:00:00+08:00') };
    expect(dueAfterPause(pause, new Date('2026-11-10T11:00:00+08:00'))).toEqual(new Date('2026-11-12T09:00:00+08:00'));
    expect(dueAfterPause(pause, new Date('2026-11-06T16:00:00+08:00'))).toEqual(pause.dueAt);
  });
});
