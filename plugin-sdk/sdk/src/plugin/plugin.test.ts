import 'reflect-metadata';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createReplayCache, type PluginManifest, type ReplayCache } from '@citygraph/contract';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Arg, Directive, Field, FieldResolver, ObjectType, Query, Resolver, Root } from 'type-graphql';
import { defineLoader } from '../loader.ts';
import type { ServedGraphql } from '../serve-graphql.ts';
import { createTestHub, somebody } from '../testing/hub.ts';
import { pluginConfig } from './config.ts';
import { definePlugin, type Plugin, type PluginCaller } from './define-plugin.ts';
import { servePlugin } from './serve-plugin.ts';

const manifest: PluginManifest = {
  apiVersion: 'citygraph.dev/v1',
  id: 'city.airlab.aqi',
  version: '1.0.0',
  publisher: 'airlab',
  subgraph: 'aqi',
  namespace: 'aqi',
  title: { zh: '空气', en: 'Air' },
  description: { zh: '各区空气', en: 'Air of districts' },
  extends: ['AdminDivision'],
  runtime: { stable: { url: 'https://aqi.example/graphql' }, sandbox: { url: 'https://try.aqi.example/graphql' } },
  dataRegions: ['CN-JL'],
  permissions: { data: [], egressHosts: [] },
  support: { email: 'help@aqi.example' },
  licence: 'MIT',
};

const batches: (readonly string[])[] = [];
const readings = defineLoader<string, number, PluginCaller>(async (codes) => {
  batches.push(codes);
  return codes.map((code) => Number(code.slice(-2)));
});

const bySdl = definePlugin({
  manifest,
  typeDefs: `type Query { aqi_whoAmI: String aqi_whoseAmI: String }
    type AdminDivision @key(fields: "code") { code: ID! aqi_index: Int @sensitivity(level: "S1") }`,
  resolvers: {
    Query: {
      aqi_whoAmI: (_: unknown, __: unknown, { subject, purpose }: PluginCaller) => `${subject} for ${purpose}`,
      aqi_whoseAmI: (_: unknown, __: unknown, { tenant }: PluginCaller) => tenant,
    },
    AdminDivision: { aqi_index: ({ code }: { code: string }, _: unknown, caller) => readings(caller).load(code) },
  },
  references: { AdminDivision: ({ code }) => ({ code }) },
});

@Directive('@key(fields: "code")')
@ObjectType('AdminDivision')
class Division {
  @Field(() => String)
  code!: string;
}

@Resolver(() => Division)
class DivisionResolver {
  @Query(() => String, { nullable: true })
  aqi_whoAmI(@Arg('greeting', () => String) greeting: string): string {
    return `${greeting}, nobody`;
  }

  @Directive('@sensitivity(level: "S1")')
  @FieldResolver(() => Number, { nullable: true })
  aqi_index(@Root() { code }: Division): number {
    return code.length;
  }
}

const byClasses = definePlugin({
  manifest,
  resolvers: [DivisionResolver],
  orphanedTypes: [Division],
  references: { AdminDivision: ({ code }) => ({ code }) },
});

const ENTITIES = 'query($r: [_Any!]!) { _entities(representations: $r) { ... on AdminDivision { aqi_index } } }';
const divisions = { r: ['220102', '220104'].map((code) => ({ __typename: 'AdminDivision', code })) };

/** `fetch` says `host` by itself. */
const postAs = (host: string, url: string, headers: Readonly<Record<string, string>>, body: string) =>
  new Promise<unknown>((resolve, reject) => {
    const sent = request(url, { method: 'POST', headers: { ...headers, host } }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString())));
    });
    sent.on('error', reject).end(body);
  });

describe('a plugin', () => {
  let served: ServedGraphql | null = null;
  afterEach(async () => {
    await served?.close();
    served = null;
  });
  const serve = async (plugin: Plugin) => {
    const hub = await createTestHub('aqi');
    const { keys, secrets } = hub.verify;
    const at = { host: '127.0.0.1', port: 0, hub: 'https://hub.example', secrets: secrets() };
    served = await servePlugin(plugin, { ...at, keys, signals: false, log: () => {} });
    return { hub, url: served.url };
  };

  it('of SDL answers the hub about entities, all of one request at once', async () => {
    const { hub, url } = await serve(bySdl);
    batches.length = 0;
    const { body } = await hub.ask(url, ENTITIES, divisions);
    expect(body.data).toEqual({ _entities: [{ aqi_index: 2 }, { aqi_index: 4 }] });
    expect(batches).toEqual([['220102', '220104']]);
  });

  it('is told who asks as far as the hub tells', async () => {
    const { hub, url } = await serve(bySdl);
    const viewer = { ...somebody, purpose: 'public-health' as const };
    const { body } = await hub.ask(url, '{ aqi_whoAmI }', {}, { viewer });
    expect(body.data).toEqual({ aqi_whoAmI: `${somebody.principal.subject} for public-health` });
  });

  it.each([['220122103'], [null]])('is told for which part of the city they act: %p', async (divisionPrefix) => {
    const { hub, url } = await serve(bySdl);
    const viewer = { ...somebody, principal: { ...somebody.principal, divisionPrefix } };
    expect((await hub.ask(url, '{ aqi_whoseAmI }', {}, { viewer })).body.data).toEqual({
      aqi_whoseAmI: divisionPrefix,
    });
  });

  it('of classes answers alike', async () => {
    const { hub, url } = await serve(byClasses);
    expect((await hub.ask(url, ENTITIES, divisions)).body.data).toEqual({
      _entities: [{ aqi_index: 6 }, { aqi_index: 6 }],
    });
    expect((await hub.ask(url, '{ aqi_whoAmI(greeting: "Hi") }')).body.data).toEqual({ aqi_whoAmI: 'Hi, nobody' });
  });

  it('answers nobody whom the hub did not send', async () => {
    const { url } = await serve(bySdl);
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body: '{"query":"{ aqi_whoAmI }"}' });
    expect(response.status).toBe(401);
  });

  it('asks for the keys of its hub when it starts, and says why it cannot have them', async () => {
    const logged: Readonly<Record<string, unknown>>[] = [];
    const at = { host: '127.0.0.1', port: 0, hub: 'https://hub.invalid', secrets: [], signals: false };
    await new Promise<void>((resolve, reject) => {
      const log = (line: Readonly<Record<string, unknown>>) => {
        logged.push(line);
        if (line.event === 'keys') resolve();
      };
      const fetch = async () => new Response('', { status: 502 });
      servePlugin(bySdl, { ...at, fetch, log }).then((server) => {
        served = server;
      }, reject);
    });
    expect(logged.at(-1)).toMatchObject({
      level: 'warn',
      url: 'https://hub.invalid/.well-known/citygraph-keys',
      error: 'it answers 502',
      note: expect.stringContaining('HTTPS_PROXY'),
    });
  });

  it('of two servers that remember together takes a request once, whichever it comes to', async () => {
    const hub = await createTestHub('aqi');
    const { keys, secrets } = hub.verify;
    const at = { host: '127.0.0.1', port: 0, hub: 'https://hub.example', secrets: secrets(), keys, signals: false };
    const serveTwo = (replays?: ReplayCache) =>
      Promise.all([1, 2].map(() => servePlugin(bySdl, { ...at, log: () => {}, ...(replays && { replays }) })));
    /** One signed request, as somebody who overheard it would send it to the other server: `host` is part of the signature. */
    const overheard = async (servers: readonly ServedGraphql[]) => {
      const [first = '', second = ''] = servers.map(({ url }) => url);
      const body = '{"query":"{ aqi_whoAmI }"}';
      const headers = { 'content-type': 'application/json', ...(await hub.sign(first, body)) };
      const send = async (url: string) =>
        (await postAs(new URL(first).host, url, headers, body)) as { data?: object | null; errors?: object[] };
      const answers = [await send(first), await send(second)];
      await Promise.all(servers.map((one) => one.close()));
      return answers.map(({ data }) => (data ? 'answered' : 'refused'));
    };
    expect(await overheard(await serveTwo())).toEqual(['answered', 'answered']);
    expect(await overheard(await serveTwo(createReplayCache()))).toEqual(['answered', 'refused']);
  });

  it.each([['SDL', bySdl] as const, ['classes', byClasses] as const])(
    'of %s is published with its links',
    async (_, plugin) => {
      const sdl = await plugin.sdl();
      expect(sdl).toContain('https://specs.apollo.dev/federation/v2.9');
      expect(sdl).toMatch(/aqi_index: (Int|Float) @sensitivity\(level: "S1"\)/);
      expect(sdl).not.toMatch(/composeDirective|^schema/m);
    },
  );
});

describe('a manifest in a file', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'citygraph-plugin-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each([
    ['that is not there', null, /cannot be read \(ENOENT\)/],
    ['that is no YAML', 'a: [', /citygraph\.yaml: /],
    ['with a wrong field', JSON.stringify({ ...manifest, licens: 'MIT' }), /licens: .* Did you mean licence/],
  ])('%s is said with its name', async (_, text, message) => {
    const file = join(folder, text === null ? 'none.yaml' : 'citygraph.yaml');
    if (text !== null) await writeFile(file, text);
    expect(() => definePlugin({ manifest: file, typeDefs: '' })).toThrow(message);
  });
});

describe('what the environment says', () => {
  const secret = Buffer.alloc(32, 1).toString('base64url');

  it('is where the hub is and what it signs with', () => {
    const said = { CITYGRAPH_HUB: 'https://hub.example/graphql', CITYGRAPH_HOP_KEYS: `a.1=${secret}, a.2=${secret}` };
    expect(pluginConfig(said)).toMatchObject({
      host: '127.0.0.1',
      port: 4001,
      hub: 'https://hub.example',
      secrets: [{ keyId: 'a.1' }, { keyId: 'a.2' }],
    });
  });

  it.each(['http://localhost:4000', 'http://127.0.0.1:4000', 'http://[::1]:4000', 'https://hub.example'])(
    'may name %s',
    (hub) => {
      expect(pluginConfig({ CITYGRAPH_HUB: hub, CITYGRAPH_HOP_KEYS: `a.1=${secret}` }).hub).toBe(hub);
    },
  );

  it.each([
    ['nothing', {}, /Set CITYGRAPH_HUB/],
    ['no hub', { CITYGRAPH_HUB: 'hub' }, /hub is none/],
    [
      'a hub whose keys anybody on the way could change',
      { CITYGRAPH_HUB: 'http://hub.example' },
      /not encrypted.*Use https/,
    ],
    ['no keys', { CITYGRAPH_HUB: 'https://hub.example' }, /Set CITYGRAPH_HOP_KEYS/],
    ['short keys', { CITYGRAPH_HUB: 'https://hub.example', CITYGRAPH_HOP_KEYS: 'a=bb' }, /number 1/],
    ['a port that is none', { PORT: 'http' }, /PORT must be/],
    ['both', { CITYGRAPH_HUB: 'https://hub.example', CITYGRAPH_UNVERIFIED: '1' }, /not both/],
  ])('stops the start with %s', (_, environment, message) => {
    expect(() => pluginConfig(environment)).toThrow(message);
  });
});
