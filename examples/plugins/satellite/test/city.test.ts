import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type PluginUnderTest, testPlugin } from '@citygraph/plugin-testing';
import { satellitePlugin } from '../src/plugin.ts';

/** On the village in the north that the scenes show. */
const geometry = {
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
const SCENES =
  'query N($area: GeoJSON!) { satellite_scenes(area: $area, from: "2026-06-01T00:00:00Z", to: "2026-07-31T00:00:00Z") { id } }';

let city: PluginUnderTest;
before(async () => {
  city = await testPlugin(satellitePlugin());
});
after(() => city.close());

test('the city joins it, and asks it for scenes', async () => {
  const { data, errors, findings } = await city.query(SCENES, { area: geometry });
  assert.deepEqual({ errors, findings }, { errors: [], findings: [] });
  assert.ok((data as { satellite_scenes: unknown[] }).satellite_scenes.length > 0);
});
