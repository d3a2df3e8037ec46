/**
 * Writes the scenes beside this file: synthetic, the same bytes at every run. Two areas at twelve days: farmland of a village in the north of the city, and a block of
 * the inner city where grass became a building site in the spring of 2025.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { writeGeoTiff } from '../src/geotiff.ts';
import { boxOf, type Grid } from '../src/grid.ts';
import { BANDS, CLEAR, CLOUD, SHADOW } from '../src/scene.ts';

const SEED = 20_160_401;
const SIDE = 128;
/** About ten metres at this latitude. */
const PIXEL: readonly [number, number] = [0.000125, 0.00009];
const DAYS = [
  '2024-07-18',
  '2024-08-20',
  '2025-06-12',
  '2025-07-20',
  '2025-08-18',
  '2025-09-21',
  '2026-05-10',
  '2026-06-14',
  '2026-07-08',
  '2026-07-25',
  '2026-08-22',
  '2026-09-18',
];
/** Share of the sky that clouds cover, by day; the others are clear. */
const CLOUDS: Readonly<Record<string, number>> = { '2025-07-20': 0.12, '2026-07-08': 0.3, '2026-08-22': 0.06 };

interface Area {
  readonly name: string;
  readonly centre: readonly [number, number];
  /** What grows or stands there, by how often. */
  readonly covers: readonly Cover[];
  readonly builtSince: string | null;
}

type Cover = 'maize' | 'rice' | 'soybean' | 'trees' | 'grass' | 'built';

const AREAS: readonly Area[] = [
  {
    name: 'T220122',
    centre: [125.071, 44.3969],
    covers: ['maize', 'maize', 'maize', 'rice', 'rice', 'soybean', 'trees', 'built'],
    builtSince: null,
  },
  {
    name: 'T220102',
    centre: [125.3745, 43.8472],
    covers: ['grass', 'grass', 'grass', 'built', 'trees'],
    builtSince: '2025-03-01',
  },
];

/** Day of the year when it is half green, when it is half gone, and its index in winter and at its best. */
const SEASON: Readonly<Record<Cover, readonly [number, number, number, number]>> = {
  maize: [172, 268, 0.14, 0.86],
  rice: [178, 262, 0.08, 0.8],
  soybean: [180, 258, 0.15, 0.82],
  trees: [128, 288, 0.3, 0.88],
  grass: [120, 285, 0.2, 0.62],
  built: [0, 366, 0.1, 0.1],
};

/** Mulberry32: small, and the same on every machine. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const dayOfYear = (day: string): number => (Date.parse(day) - Date.parse(`${day.slice(0, 4)}-01-01`)) / 86_400_000 + 1;

function greenness(cover: Cover, day: string): number {
  const [from, to, least, most] = SEASON[cover];
  const now = dayOfYear(day);
  const rising = 1 / (1 + Math.exp(-(now - from) / 8));
  const falling = 1 / (1 + Math.exp((now - to) / 7));
  return least + (most - least) * rising * falling;
}

/** Fields: each pixel belongs to the nearest of some random centres. */
function patches(random: () => number, covers: readonly Cover[]): Cover[] {
  const centres = Array.from({ length: 70 }, () => ({
    x: random() * SIDE,
    y: random() * SIDE,
    cover: covers[Math.floor(random() * covers.length)] ?? 'built',
  }));
  return Array.from({ length: SIDE * SIDE }, (_, pixel) => {
    const [x, y] = [pixel % SIDE, Math.floor(pixel / SIDE)];
    const distance = (centre: { x: number; y: number }): number => (centre.x - x) ** 2 + ((centre.y - y) * 1.6) ** 2;
    return centres.reduce((best, centre) => (distance(centre) < distance(best) ? centre : best)).cover;
  });
}

/** Round clouds until their share is reached, each with a shadow to its north-west. */
function skyOf(random: () => number, share: number): Uint16Array {
  const sky = new Uint16Array(SIDE * SIDE).fill(CLEAR);
  for (let covered = 0; covered < share * SIDE * SIDE; ) {
    const [x, y, radius] = [random() * SIDE, random() * SIDE, 5 + random() * 12];
    const paint = (dx: number, dy: number, what: number): void => {
      for (let pixel = 0; pixel < sky.length; pixel += 1) {
        const inside = (pixel % SIDE) - x - dx;
        const down = Math.floor(pixel / SIDE) - y - dy;
        if (inside ** 2 + down ** 2 < radius ** 2 && sky[pixel] !== CLOUD) sky[pixel] = what;
      }
    };
    paint(-9, -6, SHADOW);
    paint(0, 0, CLOUD);
    covered = sky.filter((what) => what === CLOUD).length;
  }
  return sky;
}

/** Reflectance times 10,000, in steps of 40 as the instrument has them. */
const measured = (reflectance: number): number =>
  Math.round((Math.min(Math.max(reflectance, 0.004), 1) * 10_000) / 40) * 40;

const folder = fileURLToPath(new URL('./scenes/', import.meta.url));
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const features = AREAS.flatMap((area, number) => {
  const random = randomFrom(SEED + number);
  const before = patches(random, area.covers);
  const grid: Grid = {
    width: SIDE,
    height: SIDE,
    origin: [
      Number((area.centre[0] - (SIDE / 2) * PIXEL[0]).toFixed(6)),
      Number((area.centre[1] + (SIDE / 2) * PIXEL[1]).toFixed(6)),
    ],
    pixel: PIXEL,
  };
  return DAYS.map((day) => {
    const sky = skyOf(random, CLOUDS[day] ?? 0);
    const red = new Uint16Array(SIDE * SIDE);
    const nir = new Uint16Array(SIDE * SIDE);
    for (let pixel = 0; pixel < red.length; pixel += 1) {
      const isBuilt = area.builtSince !== null && day >= area.builtSince;
      const cover = isBuilt && before[pixel] !== 'trees' ? 'built' : (before[pixel] ?? 'built');
      const index = greenness(cover, day) + (random() - 0.5) * 0.05;
      const bright = 0.34 + (random() - 0.5) * 0.03;
      const isCloud = sky[pixel] === CLOUD;
      const dim = sky[pixel] === SHADOW ? 0.4 : 1;
      red[pixel] = isCloud ? measured(0.72 + random() * 0.1) : measured((bright * dim * (1 - index)) / 2);
      nir[pixel] = isCloud ? measured(0.74 + random() * 0.1) : measured((bright * dim * (1 + index)) / 2);
    }
    const id = `BH1_${area.name}_${day.replaceAll('-', '')}`;
    writeFileSync(`${folder}${id}.tif`, writeGeoTiff({ grid, bands: [red, nir, sky] }));
    const [west, south, east, north] = boxOf(grid).map((degree) => Number(degree.toFixed(6))) as [
      number,
      number,
      number,
      number,
    ];
    return {
      type: 'Feature',
      stac_version: '1.0.0',
      stac_extensions: [
        'https://stac-extensions.github.io/eo/v1.1.0/schema.json',
        'https://stac-extensions.github.io/projection/v1.1.0/schema.json',
      ],
      id,
      collection: 'beihu-1-l2a',
      bbox: [west, south, east, north],
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [west, south],
            [east, south],
            [east, north],
            [west, north],
            [west, south],
          ],
        ],
      },
      properties: {
        datetime: `${day}T02:35:00Z`,
        platform: 'beihu-1',
        instruments: ['msi'],
        gsd: 10,
        'eo:cloud_cover': Number(((100 * sky.filter((what) => what !== CLEAR).length) / sky.length).toFixed(1)),
        'proj:epsg': 4490,
        'proj:shape': [SIDE, SIDE],
      },
      links: [],
      assets: {
        reflectance: {
          href: `./scenes/${id}.tif`,
          title: 'Surface reflectance times 10,000, and a mask of the sky',
          type: 'image/tiff; application=geotiff',
          roles: ['data'],
          'eo:bands': BANDS.map((name) => ({ name })),
        },
      },
    };
  });
});
writeFileSync(
  new URL('./items.json', import.meta.url),
  `${JSON.stringify({ type: 'FeatureCollection', features }, null, 1)}\n`,
);
