import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCityFolder as readCitySchema, writeCityFolder as writeCitySchema } from '@citygraph/admission/city';
import { StartError } from '@citygraph/contract';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type CitySchema, citySchemaOf, cityWithout } from './city-schema.ts';
import { fetchCitySchema } from './fetch-city-schema.ts';
import { bundledCitySchema } from './read-city-schema.ts';

const city = citySchemaOf('graph 12', [
  { name: 'water', kind: 'plugin', sdl: 'type Query { water: Int }\n' },
  { name: 'energy', kind: 'department', sdl: 'type Query { meters: Int }\n' },
]);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'citygraph-city-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a city’s schema in a folder', () => {
  it('is read as it was written, and written over an older one whole', async () => {
    const target = join(folder, 'below', 'city');
    await writeCitySchema(
      target,
      citySchemaOf('graph 11', [{ name: 'old', kind: 'department', sdl: 'type Query { a: Int }' }]),
    );
    await writeCitySchema(target, city);
    expect(readCitySchema(target)).toEqual(city);
    expect((await readdir(target)).sort()).toEqual(['city.json', 'energy.graphql', 'water.graphql']);
    expect(await readdir(join(folder, 'below'))).toEqual(['city']);
  });

  it('is never written over somebody’s own files', async () => {
    await writeFile(join(folder, 'index.ts'), 'mine');
    await expect(writeCitySchema(folder, city)).rejects.toThrow('holds index.ts');
    expect(await readdir(folder)).toEqual(['index.ts']);
    await rm(join(folder, 'index.ts'));
    await writeFile(join(folder, 'schema.graphql'), 'mine');
    await expect(writeCitySchema(folder, city)).rejects.toThrow(StartError);
    expect(await readFile(join(folder, 'schema.graphql'), 'utf8')).toBe('mine');
  });

  it('stays what it was when a new one cannot be put in its place', async () => {
    const target = join(folder, 'city');
    await writeCitySchema(target, city);
    const newer = citySchemaOf('graph 13', [{ name: 'old', kind: 'department', sdl: 'type Query { a: Int }' }]);
    const stuck: typeof rename = async (from, to) => {
      if (String(from).endsWith('new')) throw Object.assign(new Error('busy'), { code: 'EBUSY' });
      return rename(from, to);
    };
    await expect(writeCitySchema(target, newer, stuck)).rejects.toThrow(/cannot be written .*EBUSY/);
    expect(readCitySchema(target)).toEqual(city);
    expect(await readdir(folder)).toEqual(['city']);
  });

  it('that can neither be replaced nor put back is said where it is', async () => {
    const target = join(folder, 'city');
    await writeCitySchema(target, city);
    const stuck: typeof rename = async (from, to) => {
      if (to === target) throw Object.assign(new Error('busy'), { code: 'EBUSY' });
      return rename(from, to);
    };
    const failed = await writeCitySchema(target, city, stuck).catch((error: unknown) => String(error));
    const [, kept = ''] = /could not be put back: it is in (.+)\.$/.exec(String(failed)) ?? [];
    expect(readCitySchema(kept)).toEqual(city);
  });

  it('is not written where nothing can be, and that is said', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(writeCitySchema(join(folder, 'file', 'city'), city)).rejects.toThrow(
      /cannot be written .*(ENOTDIR|EEXIST)/,
    );
  });

  it.each<[string, (at: string) => Promise<void>, RegExp]>([
    ['is not there', (at) => rm(at, { recursive: true }), /city\.json cannot be read \(ENOENT\)/],
    ['lost a document', (at) => rm(join(at, 'water.graphql')), /water\.graphql cannot be read/],
    [
      'has a document that was changed',
      (at) => writeFile(join(at, 'water.graphql'), 'type Query { a: Int }'),
      /water is not the document that its digest/,
    ],
    ['is half a file', (at) => writeFile(join(at, 'city.json'), '{"version":'), /city\.json is not JSON/],
    ['is another object', (at) => writeFile(join(at, 'city.json'), '{"version":"1"}'), /must list 1 to/],
  ])('that %s is refused in a sentence', async (_, spoil, message) => {
    const target = join(folder, 'city');
    await mkdir(target);
    await writeCitySchema(target, city);
    await spoil(target);
    expect(() => readCitySchema(target)).toThrow(message);
  });

  it('is the same whatever the ends of its lines became', async () => {
    const target = join(folder, 'city');
    const ends = citySchemaOf('graph 12', [
      { name: 'dos', kind: 'plugin', sdl: 'type Query {\r\n  water: Int\r\n}\r\n' },
      { name: 'unix', kind: 'plugin', sdl: 'type Query {\n  meters: Int\n}\n' },
    ]);
    for (const end of ['\r\n', '\n']) {
      await writeCitySchema(target, ends);
      for (const file of await readdir(target)) {
        const text = (await readFile(join(target, file), 'utf8')).replaceAll('\r\n', '\n');
        await writeFile(join(target, file), text.replaceAll('\n', end));
      }
      expect(readCitySchema(target)).toEqual(ends);
    }
  });

  it('comes with the package: every department, and what they compose to', () => {
    const { subgraphs, supergraphSdl } = bundledCitySchema();
    expect(subgraphs.map(({ name }) => name)).toEqual([
      'agriculture',
      'commerce',
      'education',
      'energy',
      'finance',
      'government',
      'health',
      'registry',
    ]);
    expect(supergraphSdl).toContain('join__Graph');
  });

  it('is joined without the plugin’s own earlier release, and not without a department of its name', () => {
    const composed: CitySchema = { ...city, supergraphSdl: 'composed' };
    expect(cityWithout(composed, 'water').subgraphs.map(({ name }) => name)).toEqual(['energy']);
    expect(cityWithout(composed, 'water').supergraphSdl).toBeUndefined();
    expect(cityWithout(composed, 'energy')).toBe(composed);
  });
});

describe('a city’s schema from a hub', () => {
  let hub: Server;
  let endpoint: string;
  let answer: { status?: number; body: string };
  const tokens: (string | undefined)[] = [];
  const told = (over: object = {}) => ({
    sequence: 12,
    digest: city.digest,
    subgraphs: city.subgraphs.map((one) => ({ ...one, kind: one.kind.toUpperCase() })),
    ...over,
  });
  const says = (citySchema: unknown, errors?: unknown) => JSON.stringify({ data: { citySchema }, errors });
  beforeAll(async () => {
    hub = createServer((req, res) => {
      tokens.push(req.headers.authorization);
      req.resume();
      res
        .writeHead(answer.status ?? 200, { 'content-type': 'application/json', location: 'http://127.0.0.1:1/' })
        .end(answer.body);
    });
    await new Promise<void>((resolve) => hub.listen(0, '127.0.0.1', resolve));
    endpoint = `http://127.0.0.1:${(hub.address() as AddressInfo).port}/graphql`;
  });
  afterAll(() => {
    hub.closeAllConnections();
    hub.close();
  });

  it('is the one that is served, and is the same once it was written and read', async () => {
    answer = { body: says(told()) };
    const fetched = await fetchCitySchema(endpoint, 'mine');
    expect(fetched).toEqual(city);
    expect(tokens.at(-1)).toBe('Bearer mine');
    await writeCitySchema(join(folder, 'city'), fetched);
    expect(readCitySchema(join(folder, 'city'))).toEqual(city);
  });

  it.each<[string, string, RegExp]>([
    ['no graph', says(null), /there is no graph yet/],
    ['an error', says(null, [{ message: 'Sign in to see Query.citySchema.' }]), /Sign in to see/],
    ['a page', '<html>', /with no JSON: is that its GraphQL endpoint/],
    ['another digest', says(told({ digest: 'f'.repeat(64) })), /its digest "f+" is not that of its subgraphs/],
    [
      'a changed document',
      says(told({ subgraphs: [{ ...city.subgraphs[0], kind: 'DEPARTMENT', sdl: 'x' }] })),
      /is not the document/,
    ],
    [
      'a name that leads out of the folder',
      says(told({ subgraphs: [{ ...city.subgraphs[0], name: '../../x' }] })),
      /is no name of a subgraph/,
    ],
    [
      'the name of the composed graph',
      says(told({ subgraphs: [{ ...city.subgraphs[0], name: 'supergraph' }] })),
      /is no name of a subgraph/,
    ],
    ['a subgraph twice', says(told({ subgraphs: [city.subgraphs[0], city.subgraphs[0]] })), /is listed twice/],
    ['no list', says(told({ subgraphs: 7 })), /must list 1 to/],
  ])('that says %s is refused in a sentence', async (_, body, message) => {
    answer = { body };
    await expect(fetchCitySchema(endpoint, 'mine')).rejects.toThrow(message);
    await expect(fetchCitySchema(endpoint, 'mine')).rejects.toBeInstanceOf(StartError);
  });

  it('is not looked for elsewhere, and nowhere when nobody answers', async () => {
    answer = { status: 302, body: '' };
    await expect(fetchCitySchema(endpoint, 'mine')).rejects.toThrow('cannot be asked');
    await expect(fetchCitySchema('http://127.0.0.1:1/graphql', 'mine')).rejects.toThrow('cannot be asked');
    await expect(fetchCitySchema('hub', 'mine')).rejects.toThrow('must be a URL, not "hub"');
  });
});
