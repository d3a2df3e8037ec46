import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type DevHub, startDevHub } from '../dev/start-dev-hub.ts';
import { AQI_MANIFEST, AQI_SDL } from '../testing/aqi.ts';
import { smallCity } from '../testing/small-city.ts';
import type { Finding } from './finding.ts';

/** A plugin in some other language, which nothing keeps from answering anything. */
type Answer = (res: ServerResponse, references: readonly unknown[]) => void;

const json =
  (value: unknown, status = 200, type = 'application/json'): Answer =>
  (res) =>
    void res.writeHead(status, { 'content-type': type }).end(typeof value === 'string' ? value : JSON.stringify(value));
const entities =
  (answer: (references: readonly unknown[]) => unknown): Answer =>
  (res, references) =>
    json({ data: { _entities: answer(references) } })(res, references);

let server: Server;
let hub: DevHub;
let answer: Answer;
const findings: Finding[] = [];

beforeAll(async () => {
  const handle = async (req: IncomingMessage, res: ServerResponse) => {
    let text = '';
    for await (const chunk of req) text += chunk;
    const { variables } = JSON.parse(text) as { variables?: { representations?: unknown[] } };
    answer(res, variables?.representations ?? []);
  };
  server = createServer((req, res) => void handle(req, res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  hub = await startDevHub({
    manifest: AQI_MANIFEST,
    sdl: AQI_SDL,
    schema: await smallCity(),
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    onFinding: (finding) => findings.push(finding),
  });
});
afterEach(() => void findings.splice(0));
afterAll(async () => {
  server?.closeAllConnections();
  server?.close();
  await hub?.close();
});

async function ask(query: string): Promise<{ data: unknown; errors?: { extensions: { code: string } }[] }> {
  const response = await fetch(`${hub.origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return (await response.json()) as never;
}
const READING = '{ adminDivision(code: "220104") { name aqi_index aqi_advice } }';
const STATION = '{ aqi_station { name index kind } }';

describe('what the hub does not take of a plugin is told with the value and a way to mend it', () => {
  it('is nothing when all is well', async () => {
    answer = entities((references) => references.map(() => ({ aqi_index: 4, aqi_advice: ['walk'] })));
    expect(await ask(READING)).toEqual({
      data: { adminDivision: { name: '朝阳区', aqi_index: 4, aqi_advice: ['walk'] } },
    });
    expect(findings).toEqual([]);
  });

  it.each<[string, string, Answer, Partial<Finding>]>([
    [
      'text for a number',
      READING,
      entities(() => [{ aqi_index: '4', aqi_advice: null }]),
      { message: 'AdminDivision.aqi_index is "4", and its type is Int.', path: ['_entities', 0, 'aqi_index'] },
    ],
    [
      'one value for a list',
      READING,
      entities(() => [{ aqi_index: 4, aqi_advice: 'walk' }]),
      { message: expect.stringContaining('aqi_advice is "walk", and its type is [String!]') as never },
    ],
    [
      'null within a list of none',
      READING,
      entities(() => [{ aqi_index: 4, aqi_advice: ['walk', null] }]),
      { path: ['_entities', 0, 'aqi_advice', 1], fix: 'Answer a value, or declare it without the !.' },
    ],
    ['too few entities', READING, entities(() => []), { message: '0 entities came for 1 references.' }],
    [
      'an entity that is no object',
      READING,
      entities(() => ['220104']),
      { message: expect.stringContaining('"220104" is no object') as never },
    ],
    [
      'a value that the enum does not have',
      STATION,
      json({ data: { aqi_station: { name: 'n', index: 1, kind: 'CELLAR' } } }),
      { message: expect.stringContaining('Its values are ROOF, STREET') as never },
    ],
    [
      'null where it promised a value',
      STATION,
      json({ data: { aqi_station: { name: 'n', kind: 'ROOF' } } }),
      { message: 'AqiStation.index is null, and its type is Int!.' },
    ],
    [
      'an error of its own',
      STATION,
      json({ data: null, errors: [{ message: 'KeyError: station', path: ['aqi_station'] }] }),
      { code: 'PLUGIN_ERROR', message: 'The plugin says: KeyError: station', path: ['aqi_station'] },
    ],
    [
      'a page',
      STATION,
      json('<h1>It works!</h1>', 200, 'text/html'),
      { code: 'PLUGIN_INVALID_REPLY', fix: 'Answer with content-type: application/json.' },
    ],
    [
      'a fault of its server',
      STATION,
      json({}, 500),
      { code: 'PLUGIN_UNAVAILABLE', message: expect.stringContaining('status 500') as never },
    ],
    [
      'that it does not know the hub',
      STATION,
      json({ errors: [{ message: 'no' }] }, 401),
      { fix: expect.stringContaining('give it the hub and the key') as never },
    ],
    [
      'a redirect',
      STATION,
      (res) => void res.writeHead(302, { location: '/' }).end(),
      { fix: expect.stringContaining('follows no redirects') as never },
    ],
    ['half of JSON', STATION, json('{"data":{"aqi_st'), { code: 'PLUGIN_INVALID_REPLY' }],
    ['nothing', STATION, (res) => void res.destroy(), { fix: expect.stringContaining('hung up') as never }],
  ])('%s', async (_, query, play, finding) => {
    answer = play;
    const { data, errors } = await ask(query);
    expect(findings).toContainEqual(expect.objectContaining(finding));
    expect(errors?.[0]?.extensions.code).toMatch(/^PLUGIN_/);
    expect(JSON.stringify(errors)).not.toContain('KeyError');
    if (query === READING) expect(data).toMatchObject({ adminDivision: { name: '朝阳区' } });
  });
});
