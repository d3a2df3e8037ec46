import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { testPlugin } from '@citygraph/plugin-testing';
import { plugin } from '../src/plugin.ts';

/** The city's schema with synthetic data, and this plugin in it behind the hub's firewall. */
const city = await testPlugin(plugin);
after(() => city.close());

test('a station is found by its id, and nothing by an id that nobody has', async () => {
  const { data, errors } = await city.query(
    '{ east: __namespace___station(id: "east") { name capacity } none: __namespace___station(id: "none") { name } }',
  );
  assert.deepEqual(errors, []);
  assert.deepEqual(JSON.parse(JSON.stringify(data)), { east: { name: 'East gate', capacity: 12 }, none: null });
});

test('stations are found by a part of their name', async () => {
  const { data } = await city.query('{ __namespace___stations(named: "gate", first: 2) { id } }');
  assert.deepEqual(JSON.parse(JSON.stringify(data)), { __namespace___stations: [{ id: 'east' }, { id: 'north' }] });
});

test('who asks for too many is told so', async () => {
  const { errors } = await city.query('{ __namespace___stations(first: 1000) { id } }');
  assert.equal(errors[0]?.extensions?.code, 'BAD_USER_INPUT');
});
