import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('..', import.meta.url));

/** `npm start`, with nothing of our own environment. */
function start(environment: Readonly<Record<string, string>>) {
  const env = { PATH: process.env.PATH ?? '', ...environment };
  const args = [...process.execArgv.filter((word) => word.startsWith('--conditions')), '--no-warnings', 'src/main.ts'];
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, env, encoding: 'utf8', timeout: 20_000 });
  return { status, said: stderr.trim().split('\n') };
}

for (const [what, environment, sentence] of [
  ['no environment', {}, /^Set CITYGRAPH_HUB to the address of your hub/],
  ['no environment, in Chinese', { LANG: 'zh_CN.UTF-8' }, /^请将 CITYGRAPH_HUB 设为平台的地址/],
  ['a hub that is no address', { CITYGRAPH_HUB: 'hub' }, /^Set CITYGRAPH_HUB to .*; hub is none/],
  ['no key', { CITYGRAPH_HUB: 'https://hub.example' }, /^Set CITYGRAPH_HOP_KEYS/],
  ['no port', { CITYGRAPH_UNVERIFIED: '1', PORT: 'http' }, /^PORT must be a port/],
] as const) {
  test(`a start with ${what} is one sentence and 3`, () => {
    const { status, said } = start(environment);
    assert.deepEqual({ status, lines: said.length }, { status: 3, lines: 1 });
    assert.match(said[0] ?? '', sentence);
  });
}
