import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { headersFrom } from '../../dev/headers-from.ts';
import { pluginProcess } from '../../dev/plugin-process.ts';
import { MANIFEST, SDL, writeSmallCity } from '../../testing/a-plugin.ts';
import { type Desk, openDesk } from '../../testing/desk.ts';
import { onAGoodDay } from '../../testing/good-answers.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());
beforeEach(() => desk.tidy());

const init = (...argv: string[]) => desk.ask(['plugin', 'init', ...argv, '--no-install']);

describe('citygraph plugin init', () => {
  it('writes a plugin and says what it left out of a document', async () => {
    const paths = { '/free': { get: { responses: { 200: { content: { 'application/json': {} } } } }, delete: {} } };
    await desk.write('openapi.json', JSON.stringify({ openapi: '3.1.0', paths }));
    const { envelope } = await init('parking', '--openapi', 'openapi.json');
    expect(envelope).toMatchObject({
      ok: true,
      data: {
        template: 'rest',
        folder: 'parking',
        installed: false,
        notes: [/DELETE/, /names no server/].map((text) => expect.stringMatching(text)),
      },
    });
    expect(await readdir(`${desk.folder}/parking`)).toContain('citygraph.yaml');
  });

  it.each<[string, string[], RegExp]>([
    ['a name in capitals', ['Air'], /Did you mean air\?/],
    ['a template nearly right', ['aqi', '--template', 'standalon'], /Did you mean standalone\?/],
    ['an entity nearly right', ['aqi', '--entity', 'Parcell'], /Did you mean Parcel\?/],
    ['a document that is not there', ['aqi', '--openapi', 'none.yaml'], /ENOENT/],
  ])('takes %s for nothing', async (_, argv, message) => {
    const { exit, envelope } = await init(...argv);
    expect({ exit, envelope }).toMatchObject({
      exit: 3,
      envelope: { ok: false, error: { code: 'USAGE', message: expect.stringMatching(message) } },
    });
    expect(await readdir(desk.folder)).toEqual([]);
  });

  it('writes over nobody’s files', async () => {
    await desk.write('aqi/notes.txt', 'mine');
    expect(await init('aqi')).toMatchObject({ exit: 3 });
    expect(await readdir(`${desk.folder}/aqi`)).toEqual(['notes.txt']);
  });
});

describe('citygraph plugin dev', () => {
  beforeEach(async () => {
    await desk.write('citygraph.yaml', MANIFEST);
    await desk.write('schema.graphql', SDL);
  });

  it.each<[string, string[], RegExp]>([
    ['without packages', [], /no @citygraph\/plugin-testing/],
    ['with a port that is none', ['--port', '70000'], /--port is 70000/],
    ['with a header that is none', ['--header', 'farmer'], /--header is farmer/],
    ['with a header of two lines', ['--header', 'a: b\nc: d'], /--header is/],
  ])('does not start %s', async (_, argv, message) => {
    const { exit, envelope } = await desk.ask(['plugin', 'dev', '--once', ...argv]);
    expect({ exit, envelope }).toMatchObject({
      exit: 3,
      envelope: { error: { code: 'USAGE', message: expect.stringMatching(message) } },
    });
  });

  it('reads a folder of the city’s schema that is named, and never writes it', async () => {
    const testing = 'node_modules/@citygraph/plugin-testing';
    await desk.write(
      `${testing}/package.json`,
      '{"name":"@citygraph/plugin-testing","version":"0.1.0","exports":"./index.mjs"}',
    );
    await desk.write(
      `${testing}/index.mjs`,
      'export const startDevHub = ({ schema }) => { throw new Error("It would join ".concat(schema)); };',
    );
    await desk.signIn();
    onAGoodDay(desk.hub);
    const city = `${desk.folder}/city`;
    await writeSmallCity(city);
    const before = await readFile(`${city}/city.json`, 'utf8');
    const { envelope } = await desk.ask(['plugin', 'dev', '--once', '--schema', 'city']);
    expect(envelope).toMatchObject({ error: { message: expect.stringContaining(`It would join ${city}`) } });
    expect(await readFile(`${city}/city.json`, 'utf8')).toBe(before);
    expect(desk.hub.operations()).toEqual([]);
  });

  it('sends headers by their names in small letters', () => {
    expect(headersFrom(['Authorization: Bearer farmer', 'x-a:1'])).toEqual({
      authorization: 'Bearer farmer',
      'x-a': '1',
    });
  });

  it('starts the plugin anew, and lets none of it live on', async () => {
    const said: string[] = [];
    const command = 'node -e process.stdout.write(String(process.pid)+"\\n");setInterval(()=>{},1e9)';
    const plugin = pluginProcess({
      command,
      folder: desk.folder,
      env: {},
      said: (text) => said.push(text.trim()),
      crashed: () => {},
    });
    const until = async (count: number) => {
      while (said.length < count) await new Promise((resolve) => setTimeout(resolve, 20));
    };
    await plugin.start();
    await until(1);
    await plugin.start();
    await until(2);
    await plugin.stop();
    expect(new Set(said).size).toBe(2);
    for (const pid of said) expect(() => process.kill(Number(pid), 0)).toThrow(/ESRCH/);
  });

  it('says which command cannot be started', async () => {
    const plugin = pluginProcess({
      command: 'no-such-command at all',
      folder: desk.folder,
      env: {},
      said: () => {},
      crashed: () => {},
    });
    await expect(plugin.start()).rejects.toMatchObject({
      code: 'USAGE',
      values: { command: 'no-such-command at all' },
    });
    await plugin.stop();
  });
});

describe('citygraph plugin test', () => {
  it.each([
    ['passes with its tests', 'node --version', 0],
    ['fails with them', 'node --no-such-flag', 1],
  ])('%s', async (_, test, status) => {
    await desk.write('citygraph.yaml', MANIFEST);
    await desk.write('schema.graphql', SDL);
    await desk.write('package.json', JSON.stringify({ scripts: { test } }));
    const { exit, envelope, err } = await desk.ask(['plugin', 'test']);
    expect({ exit, ok: envelope.ok }).toEqual({ exit: status, ok: status === 0 });
    expect(err).toMatch(/v\d+\.|no-such-flag/);
  });
});
