import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '@citygraph/services';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AtTheDesk, demoPasswords, openDeskAt, well } from '../command-line.ts';
import { type RunningHub, startHub } from '../start-hub.ts';
import { until } from '../stories/until.ts';
import { PYTHON_PLUGIN, type PythonPlugin, pythonWithPackages, startPythonPlugin } from './python-plugin.ts';

const READING = '{ adminDivision(code: "220104") { name aqi_airQuality { index pm25 } } }';
const IN_SANDBOX = { as: 'vendor-satellite', headers: { 'citygraph-channel': 'sandbox' } };

/** A vendor without a line of JavaScript: what they have of ours is the command and the documentation. */
describe('a plugin in Python, brought into a hub by the command line', () => {
  let python: string;
  let hub: RunningHub;
  let vendor: AtTheDesk;
  let port: number;
  let plugin: PythonPlugin | null = null;

  beforeAll(async () => {
    python = await pythonWithPackages();
    port = await freePort();
    hub = await startHub({ args: ['--plugins', `127.0.0.1:${port}`] });
    vendor = await openDeskAt(hub.origin);
    const manifest = await readFile(join(PYTHON_PLUGIN, 'citygraph.yaml'), 'utf8');
    await vendor.write(
      'citygraph.yaml',
      manifest.replaceAll(/https:\/\/\S+\/graphql/g, `http://127.0.0.1:${port}/graphql`),
    );
    await copyFile(join(PYTHON_PLUGIN, 'schema.graphql'), join(vendor.folder, 'schema.graphql'));
    well(await vendor.signIn('vendor-satellite', (await demoPasswords(hub.dataDir))['vendor-satellite'] ?? ''));
  }, 300_000);
  afterAll(async () => {
    await plugin?.stop();
    await vendor?.close();
    await hub?.close();
  });

  it('is checked against the schema of the hub, and published to its sandbox', async () => {
    const contact = ['--name', 'Air Lab', '--contact', 'help@airlab.example', '--namespace', 'aqi'];
    well(await vendor.citygraph('publisher', 'register', 'airlab', ...contact));
    well(await vendor.citygraph('schema', 'fetch'));
    expect(well(await vendor.citygraph('plugin', 'check'))).toMatchObject({ admitted: true, findings: [] });
    // A hub that is busy says that it does not know what became of it; publishing again is always safe.
    const published = await until(
      () => vendor.citygraph('plugin', 'publish', '--wait'),
      ({ exit }) => exit !== 2,
    );
    expect(well(published)).toMatchObject({
      plugin: 'air-quality',
      serving: { state: 'SERVING' },
    });
  }, 240_000);

  it('answers who asks the sandbox, under the keys that the command shows, and nobody else', async () => {
    const keys = well(await vendor.citygraph('plugin', 'key')) as { keyId: string; secret: string }[];
    plugin = await startPythonPlugin(python, {
      CITYGRAPH_HUB: hub.origin,
      CITYGRAPH_HOP_KEYS: keys.map(({ keyId, secret }) => `${keyId}=${secret}`).join(),
      PORT: String(port),
    });
    const { data, errors } = await until(
      () => hub.ask(READING, {}, IN_SANDBOX),
      (answer) => answer.errors.length === 0,
    );
    expect({ data, errors }).toEqual({
      data: {
        adminDivision: { name: '朝阳区', aqi_airQuality: { index: expect.any(Number), pm25: expect.any(Number) } },
      },
      errors: [],
    });
    expect((await hub.ask(READING)).errors[0]?.message).toContain('Cannot query field "aqi_airQuality"');
  }, 240_000);

  it('takes a key that nobody was shown once its server has it', async () => {
    const replace = ['--replace', '3', '--reason', 'Somebody who knew them has left', '--yes', '--wait'];
    expect(well(await vendor.citygraph('plugin', 'key', ...replace))).toMatchObject({ serving: { state: 'SERVING' } });
    // In force is in force: no gateway signs with the key before.
    expect((await hub.ask(READING, {}, IN_SANDBOX)).data).toMatchObject({
      adminDivision: { name: '朝阳区', aqi_airQuality: null },
    });
  }, 240_000);
});
