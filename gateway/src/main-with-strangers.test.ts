import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compose } from '@citygraph/composition';
import { departmentSchemaHead, generateSigningKey, writeSigningKey } from '@citygraph/contract';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type FixtureSubgraph, serveSubgraph } from './testing/serve-subgraph.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
const FROM_SOURCE = ['--conditions=@citygraph/source', '--no-warnings', MAIN];
const POLICY = 'plugins:\n  air: { release: 1.0.0 }\n';

let folder: string;
let city: FixtureSubgraph;
let air: FixtureSubgraph;
let running: ChildProcess | null = null;
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'citygraph-strangers-'));
  const serve = (name: string, types: string, resolvers: object) =>
    serveSubgraph({ name, sdl: `${departmentSchemaHead()} ${types}`, resolvers: resolvers as never });
  city = await serve('city', 'type Query { town: String @sensitivity(level: "S1") }', {
    Query: { town: () => '长春' },
  });
  air = await serve('air', 'type Query { air_index: Int @sensitivity(level: "S1") }', {
    Query: { air_index: () => 42 },
  });
  const { supergraphSdl, errors } = await compose({ subgraphs: [city, air], deadlineMs: 20_000 });
  if (!supergraphSdl) throw new Error(JSON.stringify(errors));
  const secret = Buffer.alloc(32, 3).toString('base64url');
  const files = {
    'supergraph.graphql': supergraphSdl,
    'key.pem': writeSigningKey(await generateSigningKey()),
    secret,
    'policy.yaml': POLICY,
    'off.yaml': `${POLICY.replace('1.0.0 }', '1.0.0, disabled: It invents its figures. }')}`,
    'settings.json': JSON.stringify({
      supergraph: 'supergraph.graphql',
      port: 0,
      subgraphs: { city: { url: city.url, tier: 'foreign' }, air: { url: air.url, tier: 'vendor' } },
      vendorsOnLoopback: [new URL(air.url).host],
      policy: { from: 'bundle.json', keysFile: 'keys.json', subjectSecretFile: 'secret' },
      sealing: [{ id: 'a', secretFile: 'secret' }],
      ledger: { folder: 'ledger', keyFile: 'key.pem', subjectSecretFile: 'secret' },
    }),
  };
  for (const [name, text] of Object.entries(files)) await writeFile(at(name), text);
}, 60_000);
afterAll(async () => {
  running?.kill('SIGKILL');
  await Promise.all([city.close(), air.close()]);
  await rm(folder, { recursive: true });
});

const command = (...argv: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...FROM_SOURCE, ...argv], { encoding: 'utf8' });
  return { status, stdout, stderr };
};
const sign = (policy: string, ...more: string[]) =>
  command('policy', 'sign', at(policy), '--key', at('key.pem'), '--out', at('bundle.json'), ...more);

it('lets a stranger in under a signed policy, switches it off by the next one, and leaves a ledger that verifies', async () => {
  expect(command('--config', at('settings.json'))).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('policy.keysFile'),
  });
  expect(sign('policy.yaml').status).toBe(0);
  await writeFile(at('keys.json'), command('policy', 'keys', '--key', at('key.pem')).stdout);

  const child = spawn(process.execPath, [...FROM_SOURCE, '--config', at('settings.json')]);
  running = child;
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stderr.on('data', (data) => {
      said += data;
    });
    child.stdout.on('data', (data) => {
      const found = /http:\S+/.exec(String(data));
      if (found) resolve(found[0]);
    });
    child.once('exit', () => reject(new Error(said)));
  });
  const ask = async () => {
    const body = JSON.stringify({ query: '{ town air_index }' });
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    return (await response.json()) as { data: unknown; errors?: { message: string; extensions: { code: string } }[] };
  };
  expect(await ask()).toEqual({ data: { town: '长春', air_index: 42 } });

  expect(sign('off.yaml', '--previous', at('bundle.json')).status).toBe(0);
  let answer = await ask();
  while (!answer.errors) answer = await ask();
  expect(answer.data).toEqual({ town: '长春', air_index: null });
  expect(answer.errors).toMatchObject([
    { message: 'The plugin air is switched off: It invents its figures.', extensions: { code: 'PLUGIN_DISABLED' } },
  ]);

  child.kill('SIGTERM');
  await new Promise((resolve) => child.once('exit', resolve));
  expect(await readdir(at('ledger'))).toEqual(expect.arrayContaining(['archive', 'journal']));
  expect(command('ledger', 'verify', join(at('ledger'), 'archive'), '--keys', at('keys.json'))).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^OK: the ledger citygraph; entries: 0,/),
  });
}, 60_000);
