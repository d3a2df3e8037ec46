import { describe, expect, it } from '@jest/globals';
import { boundsOf, isWithin, type Position } from './within-area.rules.ts';

const square = (x: number, y: number, size: number): Position[] => [
  [x, y],
  [x + size, y],
  [x + size, y + size],
  [x, y + size],
  [x, y],
];

describe('isWithin', () => {
  const area = [[square(0, 0, 10)]];

  it('takes a parcel that lies inside the area', () => {
    expect(isWithin(square(2, 2, 3), area)).toBe(true);
  });

  it('takes a parcel that shares its boundary with the area', () => {
    expect(isWithin(square(0, 0, 10), area)).toBe(true);
  });

  it('refuses a parcel that only overlaps the area', () => {
    expect(isWithin(square(8, 8, 5), area)).toBe(false);
  });

  it('refuses a parcel that holds the area', () => {
    expect(isWithin(square(-5, -5, 30), area)).toBe(false);
  });

  it('refuses a parcel whose corners are inside a U-shaped area but whose edge leaves it', () => {
    const letterU: Position[] = [
      [0, 0],
      [9, 0],
      [9, 9],
      [6, 9],
      [6, 3],
      [3, 3],
      [3, 9],
      [0, 9],
      [0, 0],
    ];
    const across: Position[] = [
      [1, 5],
      [8, 5],
      [8, 6],
      [1, 6],
      [1, 5],
    ];
    expect(isWithin(across, [[letterU]])).toBe(false);
  });

  it('refuses a parcel in a hole of the area', () => {
    expect(isWithin(square(4, 4, 1), [[square(0, 0, 10), square(3, 3, 4)]])).toBe(false);
  });

  it('refuses a parcel around a hole of the area', () => {
    expect(isWithin(square(2, 2, 6), [[square(0, 0, 10), square(3, 3, 4)]])).toBe(false);
  });

  it('takes a parcel in the second polygon of several', () => {
    expect(isWithin(square(21, 1, 2), [...area, [square(20, 0, 10)]])).toBe(true);
  });
});

it('bounds a ring by its westernmost, southernmost, easternmost and northernmost positions', () => {
  expect(boundsOf(square(3, 4, 2))).toEqual({ west: 3, south: 4, east: 5, north: 6 });
});
