import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { digestOfCode, rulesVersion } from './rules-version.ts';

let folder: string;
const write = (path: string, text: string) => writeFile(join(folder, path), text);
const version = () => digestOfCode([join(folder, 'dist')]);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'citygraph-rules-'));
  await mkdir(join(folder, 'dist/rules'), { recursive: true });
  await write('package.json', '{ "dependencies": { "composer": "1.0.0" } }');
  await write('dist/rules/name.js', 'export const longest = 40;');
  await write('dist/rules/name.test.js', 'one');
  await write('dist/rules/name.d.ts', 'one');
});
afterEach(() => rm(folder, { recursive: true }));

it.each([
  ['a rule', 'dist/rules/name.js', true],
  ['a new rule', 'dist/rules/other.js', true],
  ['the version of a composer', 'package.json', true],
  ['a test', 'dist/rules/name.test.js', false],
  ['types', 'dist/rules/name.d.ts', false],
])('is another one when %s changed: %s %s', async (_, path, isAnother) => {
  const before = version();
  await write(path, 'changed');
  expect(version() !== before).toBe(isAnother);
});

it('is known of the rules that are here', () => {
  expect(rulesVersion()).toMatch(/^[0-9a-f]{64}$/);
});
