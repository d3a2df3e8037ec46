import assert from 'node:assert/strict';
import { test } from 'node:test';
import { areaOf, pixelsIn } from '../src/area.ts';
import type { Raster } from '../src/geotiff.ts';
import type { Grid } from '../src/grid.ts';
import { landUseChange } from '../src/land-use-change.ts';
import { ndviOver } from '../src/ndvi.ts';
import { type Archive, CLEAR, CLOUD, type StacItem } from '../src/scene.ts';

/** Four by four pixels of a hundredth of a degree, from 10° to 10.04° east and north. */
const grid: Grid = { width: 4, height: 4, origin: [10, 10.04], pixel: [0.01, 0.01] };
const square = (west: number, south: number, side: number) => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, south],
      [west + side, south],
      [west + side, south + side],
      [west, south + side],
      [west, south],
    ],
  ],
});
const area = (geometry: unknown) => areaOf(geometry) ?? assert.fail('It is no area.');
const all = area(square(10, 10, 0.04));

/** One scene a day, whose pixels have that index; null: a cloud. */
function archiveOf(days: Readonly<Record<string, readonly (number | null)[]>>): Archive {
  const rasters = new Map<string, Raster>();
  const items = Object.entries(days).map(([day, values]): StacItem => {
    const bands = [
      Uint16Array.from(values, (value) => Math.round(5_000 * (1 - (value ?? 0)))),
      Uint16Array.from(values, (value) => Math.round(5_000 * (1 + (value ?? 0)))),
      Uint16Array.from(values, (value) => (value === null ? CLOUD : CLEAR)),
    ];
    rasters.set(day, { grid, bands });
    return {
      id: day,
      collection: 'c',
      bbox: [10, 10, 10.04, 10.04],
      geometry: {},
      properties: {
        datetime: `${day}T02:00:00Z`,
        platform: 'p',
        instruments: [],
        gsd: 10,
        'eo:cloud_cover': 0,
        'proj:epsg': 4490,
      },
      assets: {},
    };
  });
  return { items, raster: ({ id }) => rasters.get(id) ?? assert.fail(`There is no ${id}.`) };
}

const flat = (value: number | null): (number | null)[] => Array.from({ length: 16 }, () => value);

test('an area is the pixels whose centres lie in it', () => {
  assert.deepEqual(pixelsIn(area(square(10, 10, 0.02)), grid), [8, 9, 12, 13]);
});

test('a hole is no part of an area', () => {
  const { coordinates } = square(10, 10, 0.04);
  const hole = square(10.01, 10.01, 0.02).coordinates;
  const pixels = pixelsIn(area({ type: 'Polygon', coordinates: [...coordinates, ...hole] }), grid);
  assert.deepEqual(pixels, [0, 1, 2, 3, 4, 7, 8, 11, 12, 13, 14, 15]);
});

test('two polygons are one area', () => {
  const coordinates = [square(10, 10, 0.01).coordinates, square(10.03, 10.03, 0.01).coordinates];
  assert.deepEqual(pixelsIn(area({ type: 'MultiPolygon', coordinates }), grid), [3, 12]);
});

test('an area too small for a centre is the pixel it lies in', () => {
  assert.deepEqual(pixelsIn(area(square(10.011, 10.011, 0.001)), grid), [9]);
});

test('an area that is seen in part is not seen', () => {
  assert.deepEqual(pixelsIn(area(square(10.03, 10.03, 0.02)), grid), []);
});

for (const [what, geometry] of [
  ['nothing', null],
  ['a point', { type: 'Point', coordinates: [10, 10] }],
  ['no ring', { type: 'Polygon', coordinates: [] }],
  [
    'a line',
    {
      type: 'Polygon',
      coordinates: [
        [
          [10, 10],
          [11, 11],
        ],
      ],
    },
  ],
  [
    'words',
    {
      type: 'Polygon',
      coordinates: [
        [
          ['a', 'b'],
          ['a', 'b'],
          ['a', 'b'],
          ['a', 'b'],
        ],
      ],
    },
  ],
  ['metres', { ...square(10, 10, 1), crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::4549' } } }],
  ['beyond the poles', square(10, 89.5, 1)],
] as const) {
  test(`${what} is no area`, () => assert.equal(areaOf(geometry), null));
}

test('the mean of an area is the mean of its clear pixels', () => {
  const values = flat(0.2);
  values[12] = 0.8;
  values[13] = null;
  const [point] = ndviOver(archiveOf({ '2026-06-14': values }), area(square(10, 10, 0.02)), '2026-06-01', '2026-06-30');
  assert.deepEqual(point, {
    on: '2026-06-14',
    mean: 0.4,
    min: 0.2,
    max: 0.8,
    standardDeviation: 0.2828,
    pixels: 3,
    clearPct: 75,
    sceneId: '2026-06-14',
  });
});

test('a day that clouds hid more than half of is left out, and so are days outside', () => {
  const archive = archiveOf({
    '2026-05-31': flat(0.3),
    '2026-06-01': flat(null),
    '2026-06-30': flat(0.5),
    '2026-07-01': flat(0.6),
  });
  const points = ndviOver(archive, all, '2026-06-01', '2026-06-30');
  assert.deepEqual(
    points.map(({ on, mean }) => [on, mean]),
    [['2026-06-30', 0.5]],
  );
});

test('green that went is a change, as sure as the fall is deep', () => {
  const built = landUseChange(
    archiveOf({ '2025-07-20': flat(0.8), '2026-07-25': flat(0.1) }),
    all,
    '2026-01-01',
    '0103',
  );
  assert.deepEqual(
    { ...built, changedAreaM2: null },
    {
      detected: true,
      confidence: 1,
      classNow: 'BARE_OR_BUILT',
      matchesRegister: false,
      changedAreaM2: null,
      seasonBefore: 2025,
      seasonNow: 2026,
    },
  );
  const doubtful = landUseChange(
    archiveOf({ '2025-07-20': flat(0.8), '2026-07-25': flat(0.54) }),
    all,
    '2026-01-01',
    '0103',
  );
  assert.ok(doubtful?.detected && doubtful.confidence < 0.65, JSON.stringify(doubtful));
});

test('bare fields in spring are no change: seasons are compared at their best', () => {
  const archive = archiveOf({ '2025-07-20': flat(0.8), '2026-05-10': flat(0.1), '2026-07-25': flat(0.78) });
  assert.equal(landUseChange(archive, all, '2026-01-01', '0103')?.detected, false);
});

test('one season alone says nothing of change', () => {
  const archive = archiveOf({ '2025-07-20': flat(0.8) });
  assert.equal(landUseChange(archive, all, '2026-01-01', '0103'), null);
  assert.equal(landUseChange(archive, all, '2025-01-01', '0103'), null);
});

test('the class of built-up land says nothing of vegetation', () => {
  const archive = archiveOf({ '2025-07-20': flat(0.1), '2026-07-25': flat(0.1) });
  assert.equal(landUseChange(archive, all, '2026-01-01', '0701')?.matchesRegister, null);
});
