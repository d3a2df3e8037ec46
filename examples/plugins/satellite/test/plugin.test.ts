import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { servePlugin } from '@citygraph/plugin-sdk';
import { satellitePlugin } from '../src/plugin.ts';

let served: Awaited<ReturnType<typeof servePlugin>>;
before(async () => {
  served = await servePlugin(satellitePlugin(), {
    host: '127.0.0.1',
    port: 0,
    hub: null,
    secrets: [],
    signals: false,
    log: () => {},
  });
});
after(() => served.close());

const field = {
  type: 'Polygon',
  coordinates: [
    [
      [125.0668, 44.3964],
      [125.0678, 44.3964],
      [125.0678, 44.3971],
      [125.0668, 44.3971],
      [125.0668, 44.3964],
    ],
  ],
  crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::4490' } },
};

async function ask(query: string, variables: object) {
  const response = await fetch(served.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as {
    data: Record<string, never>;
    errors?: { message: string; extensions: { code: string } }[];
  };
}

const parcel = async (selection: string, geometry: unknown = field) => {
  const { data, errors } = await ask(
    `query($r: [_Any!]!) { _entities(representations: $r) { ... on Parcel { ${selection} } } }`,
    {
      r: [{ __typename: 'Parcel', id: 'prc_1', landUseCode: '0103', geometry }],
    },
  );
  const [found = {}] = (data as { _entities?: Record<string, unknown>[] } | null)?._entities ?? [];
  return { parcel: found, errors };
};

test('a field is green in July and not in May', async () => {
  const { parcel: found } = await parcel(
    'spring: ndvi(from: "2026-05-01", to: "2026-05-31") { mean } summer: ndvi(from: "2026-07-20", to: "2026-07-31") { mean pixels }',
  );
  const [spring] = found.spring as { mean: number }[];
  const [summer] = found.summer as { mean: number; pixels: number }[];
  assert.ok((spring?.mean ?? 1) < 0.35 && (summer?.mean ?? 0) > 0.6, JSON.stringify(found));
  assert.ok((summer?.pixels ?? 0) > 50);
});

test('scenes of a parcel are STAC items in CGCS2000', async () => {
  const { parcel: found } = await parcel(
    'scenes(from: "2026-07-01", to: "2026-07-31") { id platform epsg gsdM cloudCover datetime assets { bands } footprint }',
  );
  const scenes = found.scenes as { id: string; epsg: number; cloudCover: number }[];
  assert.deepEqual(
    scenes.map(({ id }) => id),
    ['BH1_T220122_20260708', 'BH1_T220122_20260725'],
  );
  assert.ok(scenes.every(({ epsg }) => epsg === 4490));
  assert.ok((scenes[0]?.cloudCover ?? 0) > 20);
});

test('a parcel without a boundary is null, one that nobody saw is empty', async () => {
  assert.deepEqual((await parcel('ndvi(from: "2026-06-01", to: "2026-07-31") { mean }', null)).parcel, { ndvi: null });
  const away = {
    type: 'Polygon',
    coordinates: [
      [
        [1, 1],
        [2, 1],
        [2, 2],
        [1, 1],
      ],
    ],
  };
  assert.deepEqual((await parcel('ndvi(from: "2026-06-01", to: "2026-07-31") { mean }', away)).parcel, { ndvi: [] });
});

for (const [days, message] of [
  ['from: "2026-07-31", to: "2026-06-01"', /swap them/],
  ['from: "2026-02-30", to: "2026-06-01"', /from: give a day of the calendar/],
  ['from: "2026-01-01", to: "soon"', /to: give a day of the calendar/],
] as const) {
  test(`days like ${days} are told what is wrong with them`, async () => {
    const { errors } = await parcel(`ndvi(${days}) { mean }`);
    assert.equal(errors?.[0]?.extensions.code, 'BAD_USER_INPUT');
    assert.match(errors?.[0]?.message ?? '', message);
  });
}

test('a search leaves cloudy scenes out', async () => {
  const search =
    'query($a: GeoJSON!, $c: Int) { satellite_scenes(area: $a, from: "2026-07-01T00:00:00+08:00", to: "2026-08-01T00:00:00+08:00", maxCloud: $c) { id } }';
  const found = async (c: number) =>
    (await ask(search, { a: field, c })).data.satellite_scenes as unknown as { id: string }[];
  assert.deepEqual(
    (await found(20)).map(({ id }) => id),
    ['BH1_T220122_20260725'],
  );
  assert.equal((await found(100)).length, 2);
  const { errors } = await ask(search, { a: { type: 'Point', coordinates: [1, 2] }, c: 20 });
  assert.match(errors?.[0]?.message ?? '', /area: give a Polygon/);
});

test('a scene is found by its id, and an unknown one is null', async () => {
  const { data } = await ask(
    'query($r: [_Any!]!) { _entities(representations: $r) { ... on SatelliteScene { platform } } }',
    {
      r: [
        { __typename: 'SatelliteScene', id: 'BH1_T220122_20260725' },
        { __typename: 'SatelliteScene', id: 'none' },
      ],
    },
  );
  assert.deepEqual(data._entities, [{ platform: 'beihu-1' }, null]);
});
