import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { assertCorrectable, assertRange, assertReadingTime, assertUnit, consumedSince } from './meter-reading.rules.ts';

const at = (text: string): Date => new Date(`${text}+08:00`);
const refusal = (act: () => unknown): unknown => {
  try {
    return act();
  } catch (error) {
    return error;
  }
};

describe('a register', () => {
  it.each<[string, number | null, number, number | null, number]>([
    ['counts from nothing at its first reading', null, 5_000, null, 0],
    ['counts what it grew by', 5_000, 7_500, null, 2_500],
    ['that did not move counted nothing', 5_000, 5_000, null, 0],
    ['that was exchanged counted what the removed meter grew by', 5_000, 0, 6_200, 1_200],
    ['that was exchanged for a used one too', 5_000, 90_000, 5_000, 0],
  ])('%s', (_, last, value, removed, used) => {
    expect(consumedSince(last, value, removed)).toBe(used);
  });

  it.each<[string, number | null, number, number | null, string]>([
    ['does not go back', 5_000, 4_999, null, 'value'],
    ['does not go back before it was removed', 5_000, 0, 4_999, 'removedMeterValue'],
    ['is not removed before it was read', null, 0, 10, 'removedMeterValue'],
  ])('%s', (_, last, value, removed, argument) => {
    expect(refusal(() => consumedSince(last, value, removed))).toMatchObject({
      code: 'BAD_USER_INPUT',
      extensions: { argument },
    });
  });

  it('loses and invents nothing over any number of readings and exchanges', () => {
    const step = fc.record({ grows: fc.nat(10_000), exchangedFor: fc.option(fc.nat(1_000)) });
    fc.assert(
      fc.property(fc.nat(100_000), fc.array(step, { maxLength: 30 }), (opening, steps) => {
        let shown = opening;
        let used = 0;
        for (const { grows, exchangedFor } of steps) {
          const before = shown;
          const removed = exchangedFor === null ? null : before + grows;
          shown = exchangedFor ?? before + grows;
          used += consumedSince(before, shown, removed);
        }
        expect(used).toBe(steps.reduce((sum, { grows }) => sum + grows, 0));
      }),
    );
  });
});

it.each([
  ['in the future', at('2026-11-02T09:00:01'), 'has not come yet'],
  ['before the last', at('2026-10-31T23:59:59'), 'recorded in their order'],
])('a reading %s is refused', (_, moment, message) => {
  expect(refusal(() => assertReadingTime(moment, at('2026-11-01T00:00:00'), at('2026-11-02T09:00:00')))).toMatchObject({
    code: 'BAD_USER_INPUT',
    message: expect.stringContaining(message),
  });
});

it('a reading at this moment, or of a point never read, is taken', () => {
  expect(refusal(() => assertReadingTime(at('2026-11-02T09:00:00'), null, at('2026-11-02T09:00:00')))).toBeUndefined();
});

it('heat is not read in cubic metres', () => {
  expect(refusal(() => assertUnit('m3', 'heat'))).toMatchObject({ message: expect.stringContaining('read in GJ') });
  expect(refusal(() => assertUnit('m3', 'gas'))).toBeUndefined();
});

it('a range is half-open, not empty, and 62 days at most', () => {
  const from = at('2026-09-01T00:00:00');
  expect(refusal(() => assertRange(from, new Date(from.getTime() + 62 * 86_400_000)))).toBeUndefined();
  expect(refusal(() => assertRange(from, new Date(from.getTime() + 62 * 86_400_000 + 1)))).toMatchObject({
    message: expect.stringContaining('longer than 62 days'),
  });
  expect(refusal(() => assertRange(from, from))).toMatchObject({ message: expect.stringContaining('ends before') });
});

it.each<[string, 'VALID' | 'SUSPECT', boolean]>([
  ['2026-11-01T00:00:00', 'VALID', false],
  ['2026-11-01T00:00:00.001', 'VALID', true],
  ['2026-10-20T00:00:00', 'SUSPECT', true],
])('a reading of %s that is %s may be corrected in November: %s', (moment, quality, may) => {
  const refused = refusal(() => assertCorrectable(at(moment), quality, at('2026-11-02T09:00:00')));
  expect(refused === undefined).toBe(may);
});
