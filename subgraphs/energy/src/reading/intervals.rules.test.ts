import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { assertSpan, intervals, type Register } from './intervals.rules.ts';

const at = (hour: number): Date => new Date(Date.UTC(2026, 9, 1, hour));

it('tells what was used between registers, an interval as good as its worse end', () => {
  const registers: Register[] = [
    { at: at(0), value: 100, quality: 'VALID' },
    { at: at(1), value: 100.4, quality: 'VALID' },
    { at: at(2), value: 101, quality: 'ESTIMATED' },
    { at: at(3), value: 101.2, quality: 'VALID' },
  ];
  expect(intervals(registers)).toEqual([
    { at: at(1), value: 0.4, quality: 'VALID' },
    { at: at(2), value: 0.6, quality: 'ESTIMATED' },
    { at: at(3), value: 0.2, quality: 'ESTIMATED' },
  ]);
});

it('begins anew with an exchanged meter', () => {
  const registers: Register[] = [
    { at: at(0), value: 900, quality: 'VALID' },
    { at: at(1), value: 2, quality: 'EXCHANGED' },
    { at: at(2), value: 3, quality: 'VALID' },
  ];
  expect(intervals(registers)).toEqual([{ at: at(2), value: 1, quality: 'EXCHANGED' }]);
});

it('adds up to what the register went up by, whatever the steps', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 1, maxLength: 50 }), (steps) => {
      let value = 7;
      const registers = [0, ...steps].map((step, n): Register => {
        value += step;
        return { at: at(n), value, quality: 'VALID' };
      });
      const used = intervals(registers).reduce((sum, interval) => sum + interval.value, 0);
      expect(used).toBeCloseTo(value - 7, 6);
    }),
  );
});

it.each([
  ['2026-10-02T00:00:00Z', '2026-10-02T00:00:00Z', 'from must lie before to'],
  ['2026-10-02T00:00:00Z', '2026-10-01T00:00:00Z', 'from must lie before to'],
  ['2026-01-01T00:00:00Z', '2026-10-01T00:00:00Z', '62 days or less'],
])('refuses the span %s to %s', (from, to, message) => {
  expect(() => assertSpan(new Date(from), new Date(to))).toThrow(message);
});
