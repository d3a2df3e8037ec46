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

describe('npm create citygraph-plugin, in an empty folder', () => {
  it('makes a plugin whose types and tests are right as they are', async () => {
    const created = wentWell(
      await outsider.run('npm', [
        'create',
        '--yes',
        'citygraph-plugin@latest',
        'aqi',
        '--',
        '--template',
        'entity',
        '--entity',
        'AdminDivision',
        '--yes',
      ]),
    );
    console.info(`npm create with npm install: ${created.ms} ms`);
    expect(created.out).toContain('cd aqi');
    wentWell(await outsider.run('npm', ['run', 'types'], 'aqi'));
    const tested = wentWell(await outsider.run('npm', ['test'], 'aqi'));
    console.info(`npm test: ${tested.ms} ms`);
    expect(tested.out).toMatch(/pass [1-9]/);
  }, 180_000);

  it.each([
    ['standalone', ['--template', 'standalone']],
    ['rest', ['--openapi', OPENAPI]],
  ])(
    'makes one of template %s with the packages of the first',
    async (template, flags) => {
      const name = `my-${template}`;
      wentWell(
        await outsider.run('node', [
          'aqi/node_modules/.bin/../create-citygraph-plugin/bin/create-citygraph-plugin.js',
          name,
          ...flags,
          '--yes',
          '--no-install',
        ]),
      );
    },
    60_000,
  );
});
