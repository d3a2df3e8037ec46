import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HOUSE } from '../hub-client.ts';
import { type Outsider, openOutsider, wentWell } from './outsider.ts';

const OPENAPI = join(HOUSE, 'plugin-sdk/create/src/testing/parking.openapi.yaml');

let outsider: Outsider;
beforeAll(async () => {
  outsider = await openOutsider();
}, 120_000);
afterAll(() => outsider?.close());

/** What a newcomer does next; each must go well. */
async function proveScripts(folder: string): Promise<void> {
  wentWell(await outsider.run('npm', ['run', 'types'], folder));
  const tested = wentWell(await outsider.run('npm', ['test'], folder));
  expect(tested.out).toMatch(/pass [1-9]/);
  const checked = wentWell(await outsider.run('npm', ['run', 'check'], folder));
  console.info(`${folder}: npm test ${tested.ms} ms, npm run check ${checked.ms} ms`);
}

describe('npm create citygraph-plugin, in an empty folder', () => {
  it('makes a plugin whose types, tests and checks are right as they are', async () => {
    const flags = ['--template', 'entity', '--entity', 'AdminDivision', '--yes'];
    const created = wentWell(
      await outsider.run('npm', ['create', '--yes', 'citygraph-plugin@latest', 'aqi', '--', ...flags]),
    );
    console.info(`npm create, with npm install: ${created.ms} ms`);
    expect(created.out).toContain('cd aqi');
    await proveScripts('aqi');
  }, 240_000);

  it.each([
    ['standalone', ['--template', 'standalone']],
    ['rest', ['--openapi', OPENAPI]],
  ])(
    'makes one of template %s as well',
    async (template, flags) => {
      const name = `my-${template}`;
      wentWell(
        await outsider.run('npm', [
          'create',
          '--yes',
          'citygraph-plugin@latest',
          name,
          '--',
          ...flags,
          '--yes',
          '--no-install',
        ]),
      );
      // The same packages: what is installed once need not be again.
      await symlink(join(outsider.folder, 'aqi/node_modules'), join(outsider.folder, name, 'node_modules'));
      await proveScripts(name);
    },
    120_000,
  );
});
