import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { listen } from '../listen.ts';

const SDK = new URL('../index.ts', import.meta.url).href;
const MANIFEST = `apiVersion: citygraph.dev/v1
id: city.airlab.aqi
version: 1.0.0
publisher: airlab
subgraph: aqi
namespace: aqi
title: { zh: 空气, en: Air }
description: { zh: 各区空气, en: Air of districts }
extends: []
runtime: { stable: { url: 'https://aqi.example/graphql' }, sandbox: { url: 'https://try.aqi.example/graphql' } }
dataRegions: [CN-JL]
permissions: { data: [], egressHosts: [] }
support: { email: help@aqi.example }
licence: MIT
`;
const PLUGIN = `import { readFileSync } from 'node:fs';
import { definePlugin } from '${SDK}';
export const plugin = definePlugin({
  manifest: new URL('./citygraph.yaml', import.meta.url),
  typeDefs: readFileSync(new URL('./schema.graphql', import.meta.url), 'utf8'),
  resolvers: { Query: { aqi_slow: async () => { console.log('asked'); await new Promise((go) => setTimeout(go, 300)); return 1; } } },
});
`;
const FILES = {
  'main.ts': `import { runPlugin } from '${SDK}';\n\nawait runPlugin(() => import('./plugin.ts'));\n`,
  'plugin.ts': PLUGIN,
  'citygraph.yaml': MANIFEST,
  'schema.graphql': 'type Query { aqi_slow: Int @sensitivity(level: "S1") }',
  'package.json': '{"type":"module"}',
};
const ALONE = { CITYGRAPH_UNVERIFIED: '1', PORT: '0' };

let folder: string;
const running = new Set<ChildProcess>();
const write = (files: Readonly<Record<string, string>>) =>
  Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)));

/** `node main.ts` as `npm start` has it, with nothing of our own environment but where Node keeps modules compiled. */
function start(env: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, ['--conditions=@citygraph/source', '--no-warnings', 'main.ts'], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      text += chunk;
    });
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, text }));
  return { child, ended, says: (what: RegExp) => until(child, () => what.exec(text)) };
}

async function until<T>(child: ChildProcess, found: () => T | null): Promise<T> {
  for (;;) {
    const it = found();
    if (it !== null) return it;
    if (child.exitCode !== null) throw new Error('It ended before it said that.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'citygraph-run-'));
  await write(FILES);
});
afterAll(async () => {
  for (const child of running) child.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

describe('a start that cannot be is one sentence and 3', () => {
  afterEach(() => write(FILES));
  const sentence = async (env: Readonly<Record<string, string>>) => {
    const { code, text } = await start(env).ended;
    expect({ code, lines: text.trim().split('\n').length }).toEqual({ code: 3, lines: 1 });
    return text.trim();
  };

  it('without an environment, in the language that is spoken', async () => {
    expect(await sentence({})).toMatch(/^Set CITYGRAPH_HUB to the address of your hub/);
    expect(await sentence({ LANG: 'zh_CN.UTF-8' })).toMatch(/^请将 CITYGRAPH_HUB 设为平台的地址/);
  });

  it('at a port that is taken', async () => {
    const other = createServer();
    const port = await listen(other, '127.0.0.1', 0);
    const taken = await sentence({ ...ALONE, PORT: String(port) });
    other.close();
    expect(taken).toBe(`Port ${port} of 127.0.0.1 is taken: end what listens there, or set PORT to another.`);
  });

  it('at an address of another machine', async () => {
    expect(await sentence({ ...ALONE, HOST: '192.0.2.1' })).toMatch(/^HOST is 192\.0\.2\.1, which is no address/);
  });

  it.each([
    ['citygraph.yaml', /^The manifest .*citygraph\.yaml cannot be read \(ENOENT\)/],
    ['schema.graphql', /schema\.graphql cannot be read \(ENOENT\)/],
  ])('without %s', async (name, message) => {
    await rm(join(folder, name));
    expect(await sentence(ALONE)).toMatch(message);
  });

  it('with a wrong manifest, said in Chinese', async () => {
    await write({ 'citygraph.yaml': MANIFEST.replace('licence: MIT', '') });
    expect(await sentence({ ...ALONE, LC_ALL: 'zh_CN' })).toMatch(/citygraph\.yaml：.*[\u4e00-\u9fff]/);
  });

  it('with a schema that is none, and without a plugin', async () => {
    await write({ 'schema.graphql': 'type Query {' });
    expect(await sentence(ALONE)).toMatch(/^The schema cannot be used: Syntax Error/);
    await write({ 'plugin.ts': 'export const other = 1;' });
    expect(await sentence(ALONE)).toMatch(/exports no `plugin`/);
  });
});

it('an error in the plugin’s own code keeps its stack', async () => {
  await write({ 'plugin.ts': 'export const plugin = undefined_().x;' });
  const { code, text } = await start(ALONE).ended;
  await write(FILES);
  expect({ code, text }).toEqual({ code: 1, text: expect.stringMatching(/plugin\.ts:1[\s\S]*ReferenceError/) });
});

it.each(['SIGTERM', 'SIGINT'] as const)('%s ends it with 0, after the answer that is under way', async (signal) => {
  const { child, ended, says } = start({ ...ALONE, CITYGRAPH_GRACE_SECONDS: '0.2' });
  const [, url = ''] = await says(/"url":"([^"]+)"/);
  const answer = fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"query":"{ aqi_slow }"}',
  });
  await says(/asked/);
  child.kill(signal);
  expect(await (await answer).json()).toEqual({ data: { aqi_slow: 1 } });
  expect((await ended).code).toBe(0);
});
