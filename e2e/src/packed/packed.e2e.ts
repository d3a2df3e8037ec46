import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Outsider, openOutsider, wentWell } from './outsider.ts';
import type { PackageManifest } from './pack-packages.ts';

let outsider: Outsider;
beforeAll(async () => {
  outsider = await openOutsider();
}, 300_000);
afterAll(() => outsider?.close());

const project = async (name: string, dependencies: Readonly<Record<string, string>>): Promise<void> => {
  await mkdir(join(outsider.folder, name));
  const manifest = { name, version: '1.0.0', private: true, type: 'module', dependencies };
  await writeFile(join(outsider.folder, name, 'package.json'), JSON.stringify(manifest));
};

/** Path and file of what outsiders may import; what names source alone is for this checkout. */
const exportsOf = ({ exports = {} }: PackageManifest): [path: string, file: string][] =>
  Object.entries(exports).flatMap(([path, target]): [string, string][] => {
    const file = typeof target === 'string' ? target : target.default;
    return file === undefined ? [] : [[path, file]];
  });

describe('what vendors install', () => {
  it('has what runs and what types say, and neither source nor tests', () => {
    const strange = outsider.packages.flatMap(({ name, files }) =>
      files
        .filter((file) => !file.startsWith('templates/'))
        .filter((file) => /(^|\/)(src|testing|cases)\/|\.test\.|\.e2e\.|\.map$|tsbuildinfo|(?<!\.d)\.ts$/.test(file))
        .map((file) => `${name}: ${file}`),
    );
    expect(strange).toEqual([]);
  });

  it('has every file that its manifest names, a README and its licence', () => {
    const missing = outsider.packages.flatMap(({ name, manifest, files }) =>
      ['README.md', 'LICENSE', ...Object.values(manifest.bin ?? {}), ...exportsOf(manifest).map(([, file]) => file)]
        .map((file) => file.replace(/^\.\//, ''))
        .filter(
          (file) => !files.some((path) => (file.endsWith('/*') ? path.startsWith(file.slice(0, -1)) : path === file)),
        )
        .map((file) => `${name} has no ${file}`),
    );
    expect(missing).toEqual([]);
  });

  it('is public, for Node 22.19 and newer, and names no package of the city’s that is not', () => {
    const names = outsider.packages.map(({ name }) => name);
    for (const { manifest } of outsider.packages) {
      expect(manifest).toMatchObject({ engines: { node: '>=22.19' } });
      expect(manifest.private).toBeUndefined();
      const own = Object.keys(manifest.dependencies ?? {}).filter((name) => name.startsWith('@citygraph/'));
      expect(own.filter((name) => !names.includes(name))).toEqual([]);
    }
  });

  it('is small: the SDK brings fewer than 120 packages and 60 MB', async () => {
    await project('sdk-alone', { '@citygraph/plugin-sdk': '*' });
    wentWell(await outsider.run('npm', ['install'], 'sdk-alone'));
    const installed = await outsider.installed('sdk-alone');
    const megabytes = [...installed.values()].reduce((sum, size) => sum + size, 0) / 1e6;
    console.info(`@citygraph/plugin-sdk: ${installed.size} packages, ${megabytes.toFixed(1)} MB`);
    expect(installed.size).toBeLessThan(120);
    expect(megabytes).toBeLessThan(60);
  }, 300_000);

  it('runs from a bare folder: every export is loaded, every command says how it is used', async () => {
    await project('everything', Object.fromEntries(outsider.packages.map(({ name }) => [name, '*'])));
    wentWell(await outsider.run('npm', ['install'], 'everything'));
    const specifiers = outsider.packages.flatMap(({ name, manifest }) =>
      exportsOf(manifest)
        .filter(([path]) => !/\.json$|\*$/.test(path))
        .map(([path]) => `${name}${path.slice(1)}`),
    );
    const load = `for (const name of ${JSON.stringify(specifiers)}) {
      const loaded = await import(name);
      if (Object.keys(loaded).length === 0) throw new Error(name + ' exports nothing');
      if (!import.meta.resolve(name).includes('/everything/node_modules/')) throw new Error(name + ' is not from here');
    }`;
    expect(await outsider.run('node', ['--input-type=module', '-e', load], 'everything')).toMatchObject({
      code: 0,
      err: '',
    });
    for (const command of outsider.packages.flatMap(({ manifest }) => Object.keys(manifest.bin ?? {}))) {
      const said = await outsider.run(`node_modules/.bin/${command}`, ['--help'], 'everything');
      expect({ command, ...said }).toMatchObject({ command, code: 0, out: expect.stringMatching(/usage|commands/i) });
    }
  }, 300_000);

  it('is what was packed, not what is in the checkout', async () => {
    const lock = JSON.parse(await readFile(join(outsider.folder, 'everything/package-lock.json'), 'utf8')) as {
      packages: Record<string, { integrity?: string; link?: boolean }>;
    };
    for (const { name, integrity } of outsider.packages) {
      const entry = lock.packages[`node_modules/${name}`];
      expect({ name, integrity: entry?.integrity, link: entry?.link }).toEqual({ name, integrity, link: undefined });
    }
  });
});
