import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { admit, requestOfManifest } from '@citygraph/admission';
import {
  departmentSchemaHead,
  generateHopSecret,
  generateSigningKey,
  type HopSecret,
  readManifest,
} from '@citygraph/contract';
import { createGateway, type Gateway } from '@citygraph/gateway';
import { definePlugin, servePlugin } from '@citygraph/plugin-sdk';
import { freePort } from '@citygraph/services';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { HOUSE } from '../hub-client.ts';
import { PYTHON_PLUGIN, type PythonPlugin, pythonWithPackages, startPythonPlugin } from './python-plugin.ts';

const DEPARTMENTS = ['government', 'health', 'education', 'agriculture', 'commerce', 'energy', 'finance'];
const TOWN = `${departmentSchemaHead()}
  type Query { divisions: [AdminDivision!] @sensitivity(level: "S1") }
  scalar DivisionCode
  type AdminDivision @key(fields: "code") @extensible { code: DivisionCode! @sensitivity(level: "S1") name: String @sensitivity(level: "S1") }`;
const NAMES: Readonly<Record<string, string>> = { '220104': '朝阳区', '220102': '南关区', '110000': '北京市' };

const read = (file: string): Promise<string> => readFile(join(PYTHON_PLUGIN, file), 'utf8');
const readOwnManifest = async () => readManifest(parse(await read('citygraph.yaml')));

/** As the registry would, before it publishes: with all that the manifest says. */
async function judge(base: readonly { name: string; url: string; sdl: string }[], url: string) {
  const plugin = { sdl: await read('schema.graphql'), url };
  return admit(requestOfManifest(await readOwnManifest(), plugin, { base, previous: null, claims: [] }));
}

let python: string;
beforeAll(async () => {
  python = await pythonWithPackages();
}, 300_000);

it('the plugin’s own tests hold, the contract’s vectors among them', async () => {
  const { stderr } = await promisify(execFile)(python, ['-m', 'unittest', 'discover', '-t', '.', '-s', 'tests'], {
    cwd: PYTHON_PLUGIN,
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
  });
  expect(stderr).toMatch(/Ran [2-9]\d tests[\s\S]*OK/);
}, 180_000);

it('the city lets its schema in, with the manifest that it has', async () => {
  const manifest = await readOwnManifest();
  const base = DEPARTMENTS.map(async (name) => ({
    name,
    url: `http://${name}.internal/graphql`,
    sdl: await readFile(join(HOUSE, 'subgraphs', name, 'schema.graphql'), 'utf8'),
  }));
  const { findings, admitted } = await judge(await Promise.all(base), manifest.runtime.stable.url);
  expect({ findings, admitted }).toEqual({ findings: [], admitted: true });
}, 180_000);

describe('behind the hub’s firewall', () => {
  let gateway: Gateway;
  let server: Server;
  let town: { readonly url: string; close(): Promise<void> };
  let plugin: PythonPlugin;
  let origin: string;
  let port: number;

  beforeAll(async () => {
    const hopKey = await generateSigningKey();
    const secret = (keyId: string): HopSecret => ({ keyId, secret: generateHopSecret() });
    const [departmentKey, vendorKey, nextKey] = [secret('town.1'), secret('air.1'), secret('air.2')];
    port = await freePort();
    const url = `http://127.0.0.1:${port}/graphql`;
    town = await servePlugin(
      definePlugin({
        manifest: { ...(await readOwnManifest()), id: 'city.airlab.town', subgraph: 'town' },
        typeDefs: TOWN,
        resolvers: { Query: { divisions: () => Object.entries(NAMES).map(([code, name]) => ({ code, name })) } },
      }),
      {
        host: '127.0.0.1',
        port: 0,
        hub: 'http://127.0.0.1',
        secrets: [departmentKey],
        keys: () => [hopKey.publicJwk],
        signals: false,
        log: () => {},
      },
    );
    // With the city's labels carried over.
    const { supergraphSdl, findings } = await judge([{ name: 'town', url: town.url, sdl: TOWN }], url);
    if (!supergraphSdl) throw new Error(JSON.stringify(findings));
    gateway = await createGateway({
      supergraph: {
        sdl: supergraphSdl,
        subgraphs: {
          town: { url: town.url, tier: 'department', hop: departmentKey },
          'air-quality': { url, tier: 'vendor', hop: vendorKey, release: 'first', persons: {} },
        },
      },
      hopKey,
      vendors: { loopback: [`127.0.0.1:${port}`] },
      overload: { maxDelayMs: 60_000 },
    });
    server = createServer((req, res) => void gateway.handle(req, res));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    const keys = [vendorKey, nextKey].map(
      ({ keyId, secret: bytes }) => `${keyId}=${Buffer.from(bytes).toString('base64url')}`,
    );
    plugin = await startPythonPlugin(python, {
      CITYGRAPH_HUB: origin,
      CITYGRAPH_HOP_KEYS: keys.join(),
      PORT: String(port),
    });
  }, 300_000);
  afterAll(async () => {
    await plugin?.stop();
    server?.closeAllConnections();
    await new Promise((resolve) => (server ? server.close(resolve) : resolve(null)));
    await gateway?.close();
    await town?.close();
  });

  const ask = async (query: string) => {
    const response = await fetch(`${origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    return (await response.json()) as { data?: { divisions?: unknown }; errors?: unknown };
  };

  it('it answers beside the city, in the city’s order, and null where it measures nothing', async () => {
    const { data, errors } = await ask('{ divisions { name aqi_airQuality { index pm25 } } }');
    expect({ errors, output: plugin.output() }).toMatchObject({ errors: undefined });
    expect(data?.divisions).toEqual(
      Object.entries(NAMES).map(([code, name]) => ({
        name,
        aqi_airQuality: code.startsWith('22') ? { index: expect.any(Number), pm25: expect.any(Number) } : null,
      })),
    );
  });

  it('it answers nobody who comes by himself', async () => {
    const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      body: '{"query":"{ __typename }"}',
    });
    expect(response.status).toBe(401);
  });

  it('it ends when it is told to, and the city’s names are still there', async () => {
    expect(await plugin.stop()).toBe(0);
    const { data, errors } = await ask('{ divisions { name aqi_airQuality { index } } }');
    expect(data?.divisions).toEqual(Object.values(NAMES).map((name) => ({ name, aqi_airQuality: null })));
    expect(JSON.stringify(errors)).toContain('PLUGIN_UNAVAILABLE');
  }, 180_000);
});
