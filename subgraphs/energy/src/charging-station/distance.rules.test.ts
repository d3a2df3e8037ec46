import { expect, it } from '@jest/globals';
import { boxAround, metresBetween } from './distance.rules.ts';

it('measures a degree of latitude, and of longitude where the city lies', () => {
  const here = { longitude: 125, latitude: 43.88 };
  expect(metresBetween(here, { longitude: 125, latitude: 44.88 })).toBeCloseTo(111_195, -2);
  expect(metresBetween(here, { longitude: 126, latitude: 43.88 })).toBeCloseTo(80_148, -2);
  expect(metresBetween(here, here)).toBe(0);
});

it('boxes in everything within the radius', () => {
  const here = { longitude: 125.3, latitude: 43.9 };
  const { west, east, south, north } = boxAround(here, 5_000);
  for (const edge of [
    { longitude: west, latitude: 43.9 },
    { longitude: east, latitude: 43.9 },
    { longitude: 125.3, latitude: south },
    { longitude: 125.3, latitude: north },
  ]) {
    expect(metresBetween(here, edge)).toBeGreaterThanOrEqual(4_999);
    expect(metresBetween(here, edge)).toBeLessThan(5_050);
  }
});
