import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatOffsetDateTime, parseDate, parseOffsetDateTime } from './calendar-date.ts';

it('knows leap years', () => {
  expect(parseDate('2024-02-29')).toBe('2024-02-29');
  for (const wrong of [
    '2026-02-29',
    '1900-02-29',
    '2026-04-31',
    '2026-13-01',
    '2026-9-1',
    '2026-09-01T00:00:00Z',
    '',
  ]) {
    expect(() => parseDate(wrong)).toThrow(/is no date/);
  }
});

it('reads one moment however its offset is written', () => {
  const moment = parseOffsetDateTime('2026-09-01T08:30:00+08:00');
  expect(parseOffsetDateTime('2026-09-01T00:30:00Z')).toEqual(moment);
  expect(parseOffsetDateTime('2026-08-31T20:30:00.000-04:00')).toEqual(moment);
});

it.each([
  '2026-09-01T08:30:00',
  '2026-09-01',
  '2026-09-01 08:30:00+08:00',
  '2026-02-30T08:30:00+08:00',
  '2026-09-01T24:00:00Z',
  '2026-09-01T08:30:60Z',
  '2026-09-01T08:30:00+0800',
  '1788222600',
])('refuses %s, which could mean two moments or none', (text) => {
  expect(() => parseOffsetDateTime(text)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
});

it('writes every moment in the offset of the city and reads it back', () => {
  expect(formatOffsetDateTime(new Date('2026-08-31T16:30:00Z'))).toBe('2026-09-01T00:30:00+08:00');
  const moments = fc.date({ min: new Date('1900-01-01'), max: new Date('2200-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(moments, (moment) => {
      expect(parseOffsetDateTime(formatOffsetDateTime(moment))).toEqual(moment);
    }),
  );
});
