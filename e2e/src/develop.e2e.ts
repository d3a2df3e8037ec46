import { readdir, readFile, symlink } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { freePort } from '@citygraph/services';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AtTheDesk, demoPasswords, openDeskAt, well } from './command-line.ts';
import { HOUSE } from './hub-client.ts';
import { type RunningHub, startHub } from './start-hub.ts';
import { AQI_MANIFEST, AQI_SCHEMA, AQI_SERVER } from './stories/aqi-plugin.ts';
import { type Developing, developAt } from './stories/develop-at.ts';
import { until } from './stories/until.ts';

const READING = '{ adminDivision(code: "220104") { name aqi_index } }';
const ME = '{ me { name } }';

let hub: RunningHub;
let desk: AtTheDesk;
let developing: Developing | null = null;

beforeAll(async () => {
  hub = await startHub();
  desk = await openDeskAt(hub.origin);
  // As `npm install` would leave it.
  await symlink(join(HOUSE, 'node_modules'), join(desk.folder, 'node_modules'));
  await Promise.all([
    desk.write('package.json', '{ "type": "module" }'),
    desk.write('citygraph.yaml', AQI_MANIFEST),
    desk.write('schema.graphql', AQI_SCHEMA),
    desk.write('server.js', AQI_SERVER),
  ]);
}, 300_000);
afterAll(async () => {
  await developing?.stop();
  await desk?.close();
  await hub?.close();
});

const develop = async (...flags: string[]): Promise<Developing> => {
  await developing?.stop();
  developing = await developAt(desk, ['--run', 'node server.js', '--port', String(await freePort()), ...flags]);
  return developing;
};

describe('plugin dev', () => {
  it('--offline says that no schema was ever fetched, and --live that nobody is signed in', async () => {
    const never = await desk.citygraph('plugin', 'dev', '--offline');
    expect(never).toMatchObject({ exit: 3, error: { code: 'NO_SCHEMA' } });
    expect(never.error?.suggestions?.join()).toContain('citygraph schema fetch');
    expect(await desk.citygraph('plugin', 'dev', '--live')).toMatchObject({
      exit: 4,
      error: { code: 'NOT_SIGNED_IN' },
    });
    expect(await desk.citygraph('plugin', 'dev', '--live', '--offline')).toMatchObject({
      exit: 3,
      error: { code: 'USAGE' },
    });
  }, 120_000);

  it('--live asks the city what is the city’s, as who develops, beside the plugin on this machine', async () => {
    const passwords = await demoPasswords(hub.dataDir);
    well(await desk.signIn('parent', passwords.parent ?? ''));
    const { answers, stop, said, origin } = await develop('--live');
    // Who answers, and for what nobody does: where the command speaks, and where the explorer begins.
    const greeted = new RegExp(`Departments are asked at ${hub.origin}, with your token.*\\nNot live: \\w+`);
    await until(
      async () => said(),
      (text) => greeted.test(text),
    );
    const page = await (await fetch(origin)).text();
    expect(page).toContain(`Departments are asked at ${hub.origin}`);
    expect(page).toContain('# Not live: ');
    const city = '{ me { name } adminDivision(code: "220104") { name level } }';
    const really = (await hub.ask(city, {}, { as: 'parent' })).data;
    expect(really).toMatchObject({ me: { name: expect.any(String) } });
    const { data, errors } = await answers('{ me { name } adminDivision(code: "220104") { name level aqi_index } }');
    expect({ data, errors, said: errors ? said() : '' }).toEqual({
      data: { ...really, adminDivision: { ...(really?.adminDivision as object), aqi_index: 4 } },
      errors: undefined,
      said: '',
    });
    // The hub's own ways stay with it: what it shows of its schema names no address, and what is kept of it here no secret.
    const kept = join(desk.folder, '.citygraph/schema');
    const texts = await Promise.all((await readdir(kept)).map((file) => readFile(join(kept, file), 'utf8')));
    expect(texts.join()).not.toMatch(/127\.0\.0\.1|localhost|join__graph/);
    expect(await stop()).toBe(0);
  }, 300_000);

  it('--offline goes on from what was fetched when the hub is gone, and --header says who asks', async () => {
    const live = (await hub.ask('{ adminDivision(code: "220104") { name } }')).data;
    expect(await hub.stop()).toBe(0);
    const { answers, stop } = await develop('--offline', '--header', 'authorization: Bearer farmer');
    expect((await answers(READING)).data).toEqual({
      adminDivision: { ...(live?.adminDivision as object), aqi_index: 4 },
    });
    const farmer = (await answers(ME)).data?.me;
    expect(farmer).toEqual({ name: expect.any(String) });
    expect((await answers(ME, { authorization: 'Bearer parent' })).data?.me).not.toEqual(farmer);
    expect(await stop()).toBe(0);
  }, 300_000);

  it('ends at Ctrl-C though a client keeps its connections open, to the graph and to the plugin', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const { origin, pluginUrl, stop } = await develop('--offline');
    const statuses = await Promise.all([`${origin}/graphql`, pluginUrl].map((url) => postOnce(url, agent)));
    expect(statuses).toEqual([200, 401]);
    const asked = performance.now();
    expect(await stop()).toBe(0);
    console.info(`plugin dev ended after ${Math.round(performance.now() - asked)} ms`);
    agent.destroy();
  }, 300_000);
});

/** Leaves the connection in the agent's hands, as a browser does. */
const postOnce = (url: string, agent: Agent): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const req = request(url, { method: 'POST', agent, headers: { 'content-type': 'application/json' } }, (res) => {
      res.resume().once('end', () => resolve(res.statusCode));
    });
    req.once('error', reject).end(JSON.stringify({ query: READING }));
  });
