import { expect, it } from '@jest/globals';
import { assertBornHere, assertDaysInOrder, parseDeparture, readEarTag } from './animal.rules.ts';

it('reads species and county from an ear tag, and refuses what is none', () => {
  expect(readEarTag('222010200000001')).toEqual({ species: 'cattle', division: '220102', serial: '00000001' });
  for (const tag of ['', '22201020000001', '2220102000000011', '422010200000001', '22201O200000001']) {
    expect(() => readEarTag(tag)).toThrow(
      expect.objectContaining({ extensions: { argument: 'earTag', code: 'BAD_USER_INPUT' } }),
    );
  }
});

it('knows where an animal is born, and in which order it lives', () => {
  expect(() => assertBornHere('220102', '220102001001')).not.toThrow();
  expect(() => assertBornHere('220103', '220102001001')).toThrow(
    'the tag is of county 220103, the farm lies in 220102',
  );
  const days = (born: string, left: string) => () =>
    assertDaysInOrder(
      [
        ['bornOn', born],
        ['leftOn', left],
      ],
      '2026-11-02',
    );
  expect(days('2026-11-01', '2026-11-02')).not.toThrow();
  expect(days('2026-11-01', '2026-11-01')).not.toThrow();
  expect(days('2026-11-02', '2026-11-01')).toThrow('leftOn: 2026-11-01 lies before 2026-11-02.');
  expect(days('2026-11-03', '2026-11-03')).toThrow('bornOn: 2026-11-03 has not come yet');
  expect(parseDeparture('SOLD')).toBe('SOLD');
  expect(() => parseDeparture('KEPT')).toThrow('give one of SOLD, SLAUGHTERED, DIED');
});
