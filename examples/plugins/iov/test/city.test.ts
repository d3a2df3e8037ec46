import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type PluginUnderTest, testPlugin } from '@citygraph/plugin-testing';
import { openFleet } from '../src/fleet.ts';
import { iovPlugin } from '../src/plugin.ts';

let city: PluginUnderTest;
before(async () => {
  city = await testPlugin(iovPlugin({ fleet: openFleet(), nearStations: async () => [] }));
});
after(() => city.close());

// The made-up register gives vehicles to whoever asks for their own, and names somebody else as their owner.
test('the city joins it, and who is not a vehicle’s owner learns its name and nothing of ours', async () => {
  const { data, errors, findings } = await city.query(
    '{ me { vehicles { vin iov_state { socPct } } } }',
    {},
    { as: 'resident' },
  );
  const { vehicles } = (data as { me: { vehicles: { vin: string; iov_state: unknown }[] } }).me;
  assert.ok(vehicles.length > 0);
  assert.ok(vehicles.every(({ vin, iov_state }) => vin.length === 17 && iov_state === null));
  assert.deepEqual([...new Set(errors.map(({ extensions }) => extensions?.code))], ['PLUGIN_UNAVAILABLE']);
  assert.match(findings[0]?.message ?? '', /Only its owner may know this/);
});
