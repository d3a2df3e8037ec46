import { createServer, get, type Server } from 'node:http';
import { servePlugin } from '@citygraph/plugin-sdk';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import type { Finding } from '../findings/finding.ts';
import { AQI_MANIFEST, AQI_SDL, aqiPlugin } from '../testing/aqi.ts';
import { cityWith } from '../testing/city-with.ts';
import { smallCity } from '../testing/small-city.ts';
import { type DevHub, startDevHub } from './start-dev-hub.ts';

const READING = '{ adminDivision(code: "220104") { name aqi_index } }';

async function ask(origin: string, query: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
  return {
    status: response.status,
    ...((await response.json()) as { data?: unknown; errors?: { message: string }[] }),
  };
}

/** A port that nobody listens at, for a moment at least. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The query that GraphiQL is told to begin with. */
const textIn = (page: string): string => {
  const [, written = '""'] = /"defaultQuery":("(?:\\.|[^"\\])*")/.exec(page) ?? [];
  return JSON.parse(written);
};

describe('a hub to develop on', () => {
  let hub: DevHub;
  let port: number;
  let plugin: { close(): Promise<void> } | null = null;
  const findings: Finding[] = [];
  beforeAll(async () => {
    port = await freePort();
    hub = await startDevHub({
      manifest: AQI_MANIFEST,
      sdl: AQI_SDL.replace('aqi_index: Int', 'aqi_index: Nonsense'),
      file: 'schema.graphql',
      schema: await smallCity(),
      url: `http://127.0.0.1:${port}/graphql`,
      headers: { Authorization: 'Bearer farmer' },
      onFinding: (finding) => findings.push(finding),
    });
  });
  afterAll(async () => {
    await plugin?.close();
    await hub?.close();
  });

  it('serves the city without a document that does not compose, and says where it does not', async () => {
    expect(hub.first).toMatchObject({ serving: false, admitted: false });
    expect(hub.first.lines.join('\n')).toMatch(/^schema\.graphql:\d+:\d+ COMPOSES .*Nonsense/m);
    expect(await ask(hub.origin, '{ adminDivision(code: "220104") { name } me { name } }')).toMatchObject({
      data: { adminDivision: { name: '朝阳区' }, me: { name: expect.any(String) } },
    });
  });

  it('serves the document once it composes, though nobody answers for it yet, and says so', async () => {
    expect(await hub.recompose(AQI_SDL)).toMatchObject({ serving: true, admitted: true, findings: [] });
    expect(await ask(hub.origin, READING)).toMatchObject({
      data: { adminDivision: { name: '朝阳区', aqi_index: null } },
    });
    expect(findings).toContainEqual(expect.objectContaining({ fix: expect.stringContaining('start the plugin') }));
  });

  it('asks a plugin that was started with what the hub says', async () => {
    const { CITYGRAPH_HUB, CITYGRAPH_HOP_KEYS } = hub.environment;
    const [keyId = '', secret = ''] = CITYGRAPH_HOP_KEYS.split('=');
    plugin = await servePlugin(aqiPlugin(), {
      host: '127.0.0.1',
      port,
      hub: CITYGRAPH_HUB,
      secrets: [{ keyId, secret: Buffer.from(secret, 'base64url') }],
      signals: false,
      log: () => {},
    });
    expect(await ask(hub.origin, READING)).toMatchObject({ data: { adminDivision: { name: '朝阳区', aqi_index: 4 } } });
  });

  it('serves the last good graph while the next is broken', async () => {
    const broken = await hub.recompose(AQI_SDL.replace('type AqiStation', 'type AqiStation {'));
    expect(broken).toMatchObject({ serving: false, findings: [{ rule: 'COMPOSES', line: 3 }] });
    expect(await ask(hub.origin, READING)).toMatchObject({ data: { adminDivision: { aqi_index: 4 } } });
  });

  it('serves what composes though the city would refuse it, and says what the city would say', async () => {
    const { serving, admitted, lines } = await hub.recompose(AQI_SDL.replace('aqi_index: Int', 'aqi_index: Int!'));
    expect({ serving, admitted }).toEqual({ serving: true, admitted: false });
    expect(lines.join()).toMatch(/schema\.graphql:\d+:\d+ NONNULL/);
  });

  it('holds the document against the whole manifest, as the city would', async () => {
    const { admitted, findings } = await hub.recompose(AQI_SDL, { ...AQI_MANIFEST, extends: ['School'] });
    expect(admitted).toBe(false);
    expect(findings.map(({ rule, coordinate }) => [rule, coordinate])).toEqual(
      expect.arrayContaining([
        ['EXTENDS', 'School'],
        ['EXTENDS', expect.stringContaining('AdminDivision')],
      ]),
    );
    expect(await hub.recompose(AQI_SDL, AQI_MANIFEST)).toMatchObject({ admitted: true });
  });

  it('judges by the names that are granted by now', async () => {
    const beyond = AQI_SDL.replace('aqi_index: Int', 'airQuality: Int @sensitivity(level: "S1") aqi_index: Int');
    const errors = async (claims?: readonly string[]) =>
      (await hub.recompose(beyond, AQI_MANIFEST, claims)).findings
        .filter(({ severity }) => severity === 'error')
        .map(({ rule, coordinate }) => `${rule} ${coordinate}`);
    expect(await errors()).toEqual([expect.stringContaining('AdminDivision.airQuality')]);
    expect(await errors(['AdminDivision.airQuality'])).toEqual([]);
    expect(await errors()).toEqual([]);
    expect(await hub.recompose(AQI_SDL, AQI_MANIFEST, [])).toMatchObject({ admitted: true });
  });

  it('shows GraphiQL that loads nothing from elsewhere', async () => {
    const response = await fetch(hub.origin);
    const page = await response.text();
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page).toContain('GraphiQL');
    expect(textIn(page)).toMatch(/^# .*made-up data\.\n# Sign in as .*"Bearer farmer"}\.\n{\n/);
    expect(page).not.toMatch(/<(script|link)[^>]+(src|href)="(https?:)?\/\//);
  });

  it('answers to no other name than this machine’s', async () => {
    const status = await new Promise<number | undefined>((resolve) => {
      get(hub.origin, { headers: { host: 'rebound.example:80' } }, (res) => {
        res.resume();
        resolve(res.statusCode);
      });
    });
    expect(status).toBe(421);
  });

  it('says which port is taken', async () => {
    const taken = Number(new URL(hub.origin).port);
    const second = startDevHub({
      manifest: AQI_MANIFEST,
      sdl: AQI_SDL,
      url: 'http://127.0.0.1:1/graphql',
      port: taken,
    });
    await expect(second).rejects.toThrow(`Port ${taken} is in use`);
  });
});

describe('with departments that are somewhere else', () => {
  let live: Server;
  let liveOrigin: string;
  let hub: DevHub;
  const asked: { query: string; variables: Record<string, unknown>; headers: Record<string, unknown> }[] = [];
  beforeAll(async () => {
    live = createServer(async (req, res) => {
      let text = '';
      for await (const chunk of req) text += chunk;
      const body = JSON.parse(text) as { query: string; variables: Record<string, string> };
      asked.push({ ...body, headers: req.headers });
      const data: Record<string, unknown> = {};
      if (body.query.includes('adminDivision(code: $code)') || /adminDivision\(code: "220104"\)/.test(body.query)) {
        data.adminDivision = { __typename: 'AdminDivision', code: '220104', name: 'Live', parent: null };
      }
      for (const [, alias, name] of body.query.matchAll(/(\w+_\d+): (\w+)\(/g)) {
        data[String(alias)] = {
          __typename: name === 'adminDivision' ? 'AdminDivision' : 'Place',
          name: `live ${alias}`,
        };
      }
      const errors = body.query.includes('hospitals')
        ? [{ message: 'Sign in.', path: ['hospitals'], extensions: { code: 'UNAUTHENTICATED' } }]
        : undefined;
      res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data, errors }));
    });
    await new Promise<void>((resolve) => live.listen(0, '127.0.0.1', resolve));
    liveOrigin = `http://127.0.0.1:${(live.address() as { port: number }).port}`;
    hub = await startDevHub({
      manifest: AQI_MANIFEST,
      sdl: AQI_SDL.replace(
        'type Query {',
        'type Place @key(fields: "id") { id: ID! } type Query { aqi_places: [Place!] @sensitivity(level: "S1")',
      ),
      url: 'http://127.0.0.1:1/graphql',
      live: { endpoint: `${liveOrigin}/graphql`, token: async () => 'mine' },
      language: 'zh',
    });
  });
  afterAll(async () => {
    live?.closeAllConnections();
    live?.close();
    await hub?.close();
  });

  it('asks the public endpoint as a client, with the developer’s token', async () => {
    asked.length = 0;
    expect(await ask(hub.origin, '{ adminDivision(code: "220104") { name } }')).toMatchObject({
      data: { adminDivision: { name: 'Live' } },
    });
    expect(asked).toMatchObject([{ headers: { authorization: 'Bearer mine' } }]);
    expect(JSON.stringify(asked)).not.toMatch(/_entities|_service|citygraph-signature/);
  });

  it('says what the live hub says, where it says it', async () => {
    expect(
      await ask(hub.origin, '{ hospitals(first: 1) { nodes { name } } adminDivision(code: "220104") { name } }'),
    ).toMatchObject({
      data: { hospitals: null, adminDivision: { name: 'Live' } },
      errors: [{ message: 'Sign in.', path: ['hospitals'], extensions: { code: 'UNAUTHENTICATED' } }],
    });
  });

  it('changes nothing there', async () => {
    asked.length = 0;
    const { errors } = await ask(hub.origin, 'mutation { answerSupervisionAlert(alertId: "a", answer: "b") { id } }');
    expect(errors?.length).toBe(1);
    expect(asked).toEqual([]);
  });

  it('says which entities nobody can ask for by key', () => {
    expect(hub.notLive).toContain('PublicCreditRecord');
    expect(hub.notLive).not.toContain('AdminDivision');
  });

  it('says in GraphiQL who answers, and for what nobody does, in the developer’s language', async () => {
    const text = textIn(await (await fetch(hub.origin)).text());
    expect(() => parse(text)).not.toThrow();
    const comments = text.replaceAll(/\n# ?/g, '');
    expect(comments).toContain(`以您的令牌向 ${liveOrigin} 请求`);
    for (const type of hub.notLive) expect(comments).toContain(type);
    expect(comments).not.toContain('虚构');
    const [who, what] = hub.greeting;
    expect(who?.en).toContain(`asked at ${liveOrigin}, with your token`);
    expect(what?.en).toMatch(/^Not live: .*PublicCreditRecord.* answered with null\.$/);
  });
});

describe('a hub to develop on, of a city that serves a release of the plugin', () => {
  it('says on every save what clients would lose, and goes on serving it to who develops', async () => {
    const hub = await startDevHub({
      manifest: AQI_MANIFEST,
      sdl: AQI_SDL,
      file: 'schema.graphql',
      url: `http://127.0.0.1:${await freePort()}/graphql`,
      schema: await cityWith(aqiPlugin()),
    });
    try {
      expect(hub.first).toMatchObject({ serving: true, admitted: true, findings: [] });
      const smaller = await hub.recompose(AQI_SDL.replace(/"What to do today."[^"]*"S1"\)/, ''));
      expect(smaller).toMatchObject({ serving: true, admitted: false });
      expect(smaller.lines.join('\n')).toMatch(/BREAKING .*aqi_advice/);
      expect(await hub.recompose(AQI_SDL)).toMatchObject({ admitted: true, findings: [] });
    } finally {
      await hub.close();
    }
  }, 180_000);
});
