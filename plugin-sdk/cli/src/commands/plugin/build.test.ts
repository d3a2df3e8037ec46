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
