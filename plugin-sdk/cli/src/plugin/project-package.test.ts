import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { commandVersion } from '../version.ts';
import { loadTesting } from './project-package.ts';

let folder: string;
let warned: unknown[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'citygraph-project-'));
  warned = [];
});
afterEach(() => rm(folder, { recursive: true }));

async function install(version: string): Promise<void> {
  const at = join(folder, 'node_modules/@citygraph/plugin-testing');
  await mkdir(join(at, 'dist'), { recursive: true });
  const manifest = { name: '@citygraph/plugin-testing', version, type: 'module', exports: './dist/index.js' };
  await writeFile(join(at, 'package.json'), JSON.stringify(manifest));
  await writeFile(join(at, 'dist/index.js'), 'export const isTheirs = true;');
}
const load = () => loadTesting(folder, (key, values) => void warned.push([key, values]));

it('a plugin’s own testing package of another version is used, and said to be', async () => {
  await install('0.0.9');
  expect(await load()).toMatchObject({ isTheirs: true });
  expect(warned).toEqual([['warning.other-version', { ours: await commandVersion(), theirs: '0.0.9' }]]);
});

it('one of the command’s own version is nothing to speak of', async () => {
  await install(await commandVersion());
  await load();
  expect(warned).toEqual([]);
});

it('one that is not installed is named', async () => {
  await expect(load()).rejects.toMatchObject({ code: 'USAGE', key: 'error.no-testing' });
});
