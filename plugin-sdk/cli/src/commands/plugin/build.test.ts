import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { MANIFEST, SDL } from '../../testing/a-plugin.ts';
import { type Desk, openDesk } from '../../testing/desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

it('plugin build writes into the plugin’s folder from wherever below it somebody stands', async () => {
  await desk.write('citygraph.yaml', MANIFEST);
  await desk.write('schema.graphql', SDL);
  await desk.write('src/plugin.ts', '');
  const below = { cwd: join(desk.folder, 'src') };
  const { envelope } = await desk.ask(['plugin', 'build'], below);
  expect(envelope).toMatchObject({ data: { file: '../.citygraph/bundle.json' } });
  expect(JSON.parse(await desk.read('.citygraph/bundle.json'))).toMatchObject({ plugin: 'aqi', version: '1.0.0' });
  expect(await readdir(below.cwd)).toEqual(['plugin.ts']);
  await desk.ask(['plugin', 'build', '--out', 'here.json'], below);
  expect(await readdir(below.cwd)).toContain('here.json');
});

it('plugin build makes the same release of a manifest with Windows’ ends of lines', async () => {
  const long = MANIFEST.replace('description: {', 'description: {\n ').replace(
    'licence: Apache-2.0',
    'licence: >-\n  Apache-2.0',
  );
  const digestOf = async (manifest: string) => {
    await desk.write('citygraph.yaml', manifest);
    return ((await desk.ask(['plugin', 'build'])).envelope as { data?: { digest: string } }).data?.digest;
  };
  const digest = await digestOf(long);
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  expect(await digestOf(long.replaceAll('\n', '\r\n'))).toBe(digest);
});
