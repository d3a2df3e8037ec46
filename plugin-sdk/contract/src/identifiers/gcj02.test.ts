import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { gcj02ToWgs84, wgs84ToGcj02 } from './gcj02.ts';

it('shifts Beijing as the published formula does', () => {
  const [longitude, latitude] = wgs84ToGcj02([116.404, 39.915]);
  expect(longitude).toBeCloseTo(116.41024449916938, 10);
  expect(latitude).toBeCloseTo(39.91640428150164, 10);
});

it('is 500 metres off in Changchun: mixing the two systems misses the parcel', () => {
  const [longitude, latitude] = wgs84ToGcj02([125.3245, 43.8868]);
  const metres = Math.hypot((longitude - 125.3245) * 80_300, (latitude - 43.8868) * 111_100);
  expect(metres).toBeGreaterThan(400);
  expect(metres).toBeLessThan(700);
});

it('converts back to a centimetre anywhere in the country', () => {
  const inChina = fc.tuple(fc.double({ min: 74, max: 134, noNaN: true }), fc.double({ min: 18, max: 53, noNaN: true }));
  fc.assert(
    fc.property(inChina, (position) => {
      const [longitude, latitude] = gcj02ToWgs84(wgs84ToGcj02(position));
      expect(Math.abs(longitude - position[0])).toBeLessThan(1e-7);
      expect(Math.abs(latitude - position[1])).toBeLessThan(1e-7);
    }),
  );
});
