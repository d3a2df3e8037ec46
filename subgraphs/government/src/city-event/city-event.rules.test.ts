import { describe, expect, it } from '@jest/globals';
import { assertCategory, eventPosition } from './city-event.rules.ts';

describe('a category', () => {
  it.each(['E0401', 'C0101', 'C0599', 'E0601'])('%s is taken', (code) => {
    expect(() => assertCategory(code)).not.toThrow();
  });
  it.each(['E0701', 'C0601', 'E0400', 'e0401', '0401', 'E04', 'toString', ''])('%s is refused', (code) => {
    expect(() => assertCategory(code)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
  });
});

describe('a position', () => {
  it('is a point in the city', () => {
    expect(eventPosition({ type: 'Point', coordinates: [125.32, 43.88] })).toEqual([125.32, 43.88]);
  });
  it.each([
    ['latitude first', { type: 'Point', coordinates: [43.88, 125.32] }],
    ['in another city', { type: 'Point', coordinates: [116.4, 39.9] }],
    [
      'a line',
      {
        type: 'LineString',
        coordinates: [
          [125.32, 43.88],
          [125.33, 43.88],
        ],
      },
    ],
  ])('is refused when it is %s', (_what, location) => {
    expect(() => eventPosition(location)).toThrow(/^location: /);
  });
});
