import { createServer, type Server } from 'node:net';
import { fetchThrough } from '@citygraph/contract/fetch-through';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Desk, openDesk } from '../testing/desk.ts';
import { HubSays, json } from '../testing/fake-hub.ts';
import { onAGoodDay } from '../testing/good-answers.ts';
import { exchange } from './exchange.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());
beforeEach(async () => {
  await desk.tidy();
  onAGoodDay(desk.hub);
});

const asked = () => desk.hub.received.filter(({ path }) => path === '/graphql');

describe('a hub', () => {
  it('is told which version we speak, who asks, and nothing else about this machine', async () => {
    await desk.ask(['app', 'list'], { env: { CITYGRAPH_TOKEN: 'token-1' } });
    expect(asked()[0]?.headers).toMatchObject({
      'citygraph-api-version': 'citygraph.dev/v1',
      authorization: 'Bearer token-1',
    });
    await desk.ask(['app', 'list']);
    expect(asked()[1]?.headers.authorization).toBeUndefined();
  });

  it('that is busy is asked again, and the answer counts', async () => {
    let times = 0;
    desk.hub.on('apps', () => {
      times += 1;
      if (times < 3) throw new HubSays('OVERLOADED', 'In a moment.');
      return { edges: [], pageInfo: { hasNextPage: false, hasPreviousPage: false } };
    });
    expect(await desk.ask(['app', 'list'])).toMatchObject({ exit: 0, envelope: { ok: true, data: [] } });
    expect(times).toBe(3);
  });

  it('that wants us to wait for long is not waited for', async () => {
    desk.hub.instead('/graphql', (_, res) =>
      json(
        res,
        429,
        { errors: [{ message: 'Too many.', extensions: { code: 'RATE_LIMITED' } }] },
        { 'retry-after': '60' },
      ),
    );
    expect(await desk.ask(['app', 'list'])).toMatchObject({ exit: 1, envelope: { error: { code: 'RATE_LIMITED' } } });
    expect(asked()).toHaveLength(1);
  });

  it('that keeps a part to itself is told of by a warning, and the rest is shown', async () => {
    desk.hub.on('plugin', {
      name: 'aqi',
      title: 'Air',
      namespace: 'aqi',
      deprecation: () => {
        throw new HubSays('FORBIDDEN', 'Not for you.');
      },
    });
    const { envelope, exit } = await desk.ask(['plugin', 'status', '--plugin', 'aqi']);
    expect(exit).toBe(0);
    expect(envelope.warnings).toEqual(['plugin.deprecation was not answered: Not for you.']);
  });

  it('whose refusal names a mutation is answered with the command that does it', async () => {
    const app = ['app', 'create', 'app-air', '--name', 'Air'];
    desk.hub.on('registerApp', () => {
      throw new HubSays('FORBIDDEN', 'organisation: say whose app it is.');
    });
    desk.hub.on('app', null);
    expect(await desk.ask(app)).toMatchObject({
      envelope: { error: { suggestions: [expect.stringContaining('--organisation and')] } },
    });
    desk.hub.on('startRollout', () => {
      throw new HubSays('FORBIDDEN', 'release: until an owner does, with startDomainProof and proveDomain.');
    });
    const suggestions = [expect.stringContaining('citygraph publisher verify HANDLE --domain DOMAIN')];
    expect(await desk.ask(['release', 'rollout', '1.0.0', '--plugin', 'aqi'])).toMatchObject({
      envelope: { error: { code: 'FORBIDDEN', suggestions } },
    });
  });

  it('names the request, so that its operators find it', async () => {
    expect((await desk.ask(['app', 'list'])).envelope.meta).toEqual({
      apiVersion: 'citygraph.dev/v1',
      requestId: 'request-1',
    });
    expect((await desk.ask(['explain', 'NONNULL'])).envelope.meta.requestId).toBeNull();
  });

  it('is sent the same key again where an act is repeated', async () => {
    let times = 0;
    const usual = JSON.stringify({
      data: {
        registerPublisher: {
          handle: 'airlab',
          name: 'A',
          verification: 'UNVERIFIED',
          domain: null,
          namespaces: [],
          isSuspended: false,
        },
      },
    });
    desk.hub.instead('/graphql', (req, res) => {
      times += 1;
      if (times === 1) req.socket.destroy();
      else res.writeHead(200, { 'content-type': 'application/json' }).end(usual);
    });
    const register = ['publisher', 'register', 'airlab', '--name', 'A', '--contact', 'c', '--namespace', 'aqi'];
    expect((await desk.ask(register)).exit).toBe(0);
    const keys = desk.hub.operations().map(({ variables }) => variables.key);
    expect(keys).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), keys[0]]);
  });

  it('answers whether a release is there already, and that is no fault', async () => {
    const { MANIFEST, SDL } = await import('../testing/a-plugin.ts');
    await desk.write('citygraph.yaml', MANIFEST);
    await desk.write('schema.graphql', SDL);
    const release = {
      id: 'r',
      version: '1.0.0',
      digest: 'd'.repeat(64),
      state: 'SANDBOX',
      publishedAt: '2026-01-01T00:00:00Z',
      changedAt: '2026-01-01T00:00:00Z',
    };
    const { digest } = release;
    const verdict = {
      isRepeat: true,
      accepted: true,
      admitted: true,
      makesPlugin: false,
      digest,
      findings: [],
      release,
    };
    desk.hub.on('publishRelease', verdict);
    const { exit, out } = await desk.run(['plugin', 'publish', '--hub', desk.hub.origin]);
    expect([exit, out]).toEqual([0, expect.stringContaining('aqi@1.0.0 is already published')]);
  });
});

describe('an answer', () => {
  it('that has no end is cut off', async () => {
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(8 * 1024 * 1024)),
    });
    const world = { signal: new AbortController().signal, now: Date.now, fetch: async () => new Response(endless) };
    await expect(exchange(world as never, { url: 'http://127.0.0.1/', timeoutMs: 30_000 })).rejects.toMatchObject({
      kind: 'too-large',
    });
  });
});

describe('a proxy', () => {
  let proxy: Server;
  const lines: string[] = [];
  beforeAll(async () => {
    proxy = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', (data) => {
        lines.push(String(data).split('\r\n')[0] ?? '');
        socket.end('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n');
      });
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => new Promise((resolve) => proxy.close(resolve)));
  const through = (more: Record<string, string> = {}) => {
    const { port } = proxy.address() as { port: number };
    return fetchThrough({ HTTPS_PROXY: `127.0.0.1:${port}`, ...more }, async () => new Response('direct'));
  };

  it('is asked to let us through to the hub, and never sees what is said', async () => {
    await desk.ask(['app', 'list', '--hub', 'https://hub.invalid'], {
      fetch: through(),
      env: { CITYGRAPH_TOKEN: 'secret' },
    });
    expect(lines).toEqual(['CONNECT hub.invalid:443 HTTP/1.1']);
  });

  it('is not asked for this machine, nor for what needs none', async () => {
    lines.length = 0;
    expect((await desk.ask(['app', 'list'], { fetch: through() })).exit).toBe(0);
    // Loopback as well, but of another name: nobody listens there.
    const { port } = proxy.address() as { port: number };
    const other = ['app', 'list', '--hub', `https://127.0.0.2:${port}`];
    await desk.ask(other, { fetch: through({ NO_PROXY: '127.0.0.2' }) });
    expect(lines).toEqual([]);
    await desk.ask(other, { fetch: through() });
    expect(lines).toEqual([`CONNECT 127.0.0.2:${port} HTTP/1.1`]);
  });

  it('that nobody named changes nothing', () => {
    const here = async () => new Response('direct');
    expect(fetchThrough({}, here)).toBe(here);
    expect(fetchThrough({ HTTPS_PROXY: '' }, here)).toBe(here);
  });
});
