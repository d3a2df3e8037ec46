import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { testPlugin } from '@citygraph/plugin-testing';
import { plugin } from '../src/plugin.ts';

/** The city's schema with synthetic data, and this plugin in it behind the hub's firewall. */
const city = await testPlugin(plugin);
after(() => city.close());

test('a query mixes what the city knows with what we measured', async () => {
  const { data, errors } = await city.query(`__query__`, {}, __asking__);
  assert.deepEqual(errors, []);
  assert.match(JSON.stringify(data), /"__namespace___reading":\{"value":\d+,"measuredAt":"/);
});
