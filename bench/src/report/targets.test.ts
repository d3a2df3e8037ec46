import { expect, it } from '@jest/globals';
import { missedTargets } from './targets.ts';

it('names what is above what is promised, and what could not be measured', () => {
  const target = (what: string, is: number) => ({ what, is, most: 100, unit: 'ms' });
  expect(missedTargets([target('kept', 100), target('missed', 101), target('unknown', Number.NaN)])).toEqual([
    'missed: 101 ms, and 100 ms at most are promised.',
    'unknown: – ms, and 100 ms at most are promised.',
  ]);
});
