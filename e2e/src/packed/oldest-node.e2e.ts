import { mkdir } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { freePort } from '@citygraph/services';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Outsider, openOutsider, wentWell } from './outsider.ts';

/** The oldest that packages for vendors promise (`engines`, DECISIONS 31). */
const OLDEST = '22.19.0';

let outsider: Outsider;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  outsider = await openOutsider();
  // The package of this platform holds the program itself and needs no script to install it.
  const name = `node-${process.platform}-${process.arch}`;
  await mkdir(join(outsider.folder, 'oldest'));
  wentWell(await outsider.run('npm', ['install', '--no-save', '--prefix', '.', `${name}@${OLDEST}`], 'oldest'));
  const paths = (process.env.PATH ?? '').split(delimiter).filter((path) => !path.includes('node_modules'));
  env = { PATH: [join(outsider.folder, `oldest/node_modules/${name}/bin`), ...paths].join(delimiter) };
}, 400_000);
afterAll(() => outsider?.close());

describe(`somebody with Node ${OLDEST}`, () => {
  const run = (command: string, args: readonly string[], within = '.') => outsider.run(command, args, within, env);

  it('makes a plugin, and its tests and checks are green', async () => {
    expect(wentWell(await run('node', ['--version'])).out.trim()).toBe(`v${OLDEST}`);
    const flags = ['--template', 'entity', '--entity', 'AdminDivision', '--yes'];
    wentWell(await run('npm', ['create', '--yes', 'citygraph-plugin@latest', 'aqi', '--', ...flags]));
    for (const script of ['test', 'check']) wentWell(await run('npm', ['run', script], 'aqi'));
  }, 400_000);

  it('sees it answer in the city on this machine, which asks no hub', async () => {
    const port = await freePort();
    const dev = outsider.start('npm', ['run', 'dev', '--', '--port', String(port)], 'aqi', env);
    await dev.says(`http://127.0.0.1:${port}`);
    await dev.says('"event":"serving"');
    const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ adminDivision(code: "220104") { name aqi_reading { __typename } } }' }),
    });
    expect(await response.json()).toMatchObject({
      data: { adminDivision: { name: expect.any(String), aqi_reading: expect.anything() } },
    });
    await dev.interrupt();
  }, 200_000);
});
