import { CGCS2000, type Geometry, WGS84 } from '@citygraph/contract';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { assertRadius, boxAround, distanceM, positionOf } from './distance.rules.ts';

const point = (name: typeof CGCS2000 | typeof WGS84): Geometry => ({
  type: 'Point',
  coordinates: [125.32, 43.9],
  crs: { type: 'name', properties: { name } },
});

describe('a distance', () => {
  it.each([
    ['a degree of latitude', { longitude: 125, latitude: 43 }, { longitude: 125, latitude: 44 }, 111_195],
    ['a degree of longitude at 43.9°', { longitude: 125, latitude: 43.9 }, { longitude: 126, latitude: 43.9 }, 80_121],
    [
      'Changchun to Jilin',
      { longitude: 125.3235, latitude: 43.8171 },
      { longitude: 126.5496, latitude: 43.8378 },
      98_360,
    ],
  ])('of %s is known', (_, a, b, metres) => {
    expect(Math.abs(distanceM(a, b) - metres)).toBeLessThan(metres * 0.002);
  });

  it('is never more than its radius outside the box around the circle', () => {
    const offset = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.double({ min: -60, max: 60, noNaN: true }),
        offset,
        offset,
        fc.integer({ min: 1, max: 50_000 }),
        (latitude, east, north, radius) => {
          const centre = { longitude: 125, latitude };
          const other = { longitude: 125 + east, latitude: latitude + north };
          const box = boxAround(centre, radius);
          const inside =
            other.latitude >= box.south &&
            other.latitude <= box.north &&
            other.longitude >= box.west &&
            other.longitude <= box.east;
          if (distanceM(centre, other) <= radius) expect(inside).toBe(true);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

it('a position is a point, in CGCS2000 or WGS84 the same', () => {
  expect(positionOf(point(CGCS2000))).toEqual(positionOf(point(WGS84)));
  expect(() =>
    positionOf({
      ...point(WGS84),
      type: 'LineString',
      coordinates: [
        [125, 43],
        [126, 44],
      ],
    }),
  ).toThrow('not a LineString');
});

it.each([0, -1, 50_001, 1.5])('a radius of %d metres is refused', (radius) => {
  expect(() => assertRadius(radius)).toThrow('1 to 50000 metres');
});
