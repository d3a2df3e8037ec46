import { createServer as createTcpServer, type Server } from 'node:net';
import { fetchThrough } from '@citygraph/contract/fetch-through';
import { afterAll, beforeAll, describe } from '@jest/globals';
import type { Desk } from './testing/desk.ts';
import { json } from './testing/fake-hub.ts';
import { RELEASES } from './testing/one-release.ts';
import { proveTable } from './testing/prove-table.ts';

const list = ['app', 'list'];
const register = ['publisher', 'register', 'airlab', '--name', 'Air', '--contact', 'a@b.example', '--namespace', 'aqi'];
const submit = ['plugin', 'submit', '1.0.0', '--plugin', 'aqi'];

/** A proxy that refuses, and a port where nobody is. */
let proxy: Server;
let proxyPort = 0;
let nobody = 0;
beforeAll(async () => {
  proxy = createTcpServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end('HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n'));
  });
  proxyPort = await listening(proxy);
  const gone = createTcpServer();
  nobody = await listening(gone);
  await new Promise((resolve) => gone.close(resolve));
});
afterAll(() => new Promise((resolve) => proxy.close(resolve)));

const listening = (server: Server): Promise<number> =>
  new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)));

const silent = (desk: Desk) => desk.hub.instead('/graphql', () => {});
const hangsUp = (desk: Desk) => desk.hub.instead('/graphql', (req) => req.socket.destroy());
const failing =
  (error: Error): typeof fetch =>
  async () => {
    throw new TypeError('fetch failed', { cause: error });
  };
const cause = (code: string) => Object.assign(new Error(code), { code });

describe('a network that fails', () => {
  proveTable([
    {
      when: 'nobody is at the address',
      argv: () => [...list, '--hub', `http://127.0.0.1:${nobody}`],
      code: 'HUB_UNREACHABLE',
      exit: 3,
      says: /cannot be reached \(ECONNREFUSED\)\. Nothing was sent/,
    },
    {
      when: 'nobody is there for an act',
      argv: () => [...register, '--hub', `http://127.0.0.1:${nobody}`],
      code: 'HUB_UNREACHABLE',
      exit: 3,
      says: /Nothing was sent/,
    },
    {
      when: 'the name is not known',
      argv: [...list, '--hub', 'https://hub.invalid'],
      set: () => ({ fetch: failing(cause('ENOTFOUND')) }),
      code: 'HUB_UNREACHABLE',
      exit: 3,
      says: /hub\.invalid cannot be reached \(ENOTFOUND\)/,
    },
    {
      when: 'there is no network',
      argv: [...list, '--hub', 'https://hub.invalid'],
      set: () => ({ fetch: failing(new AggregateError([cause('ENETUNREACH'), cause('ENETUNREACH')])) }),
      code: 'HUB_UNREACHABLE',
      exit: 3,
      says: /ENETUNREACH/,
    },
    {
      when: 'its certificate is its own',
      argv: [...list, '--hub', 'https://hub.invalid'],
      set: () => ({ fetch: failing(cause('DEPTH_ZERO_SELF_SIGNED_CERT')) }),
      code: 'HUB_UNREACHABLE',
      exit: 3,
      says: /certificate that is not trusted/,
    },
    {
      when: 'its certificate is over',
      argv: [...list, '--hub', 'https://hub.invalid'],
      set: () => ({ fetch: failing(cause('CERT_HAS_EXPIRED')) }),
      code: 'HUB_UNREACHABLE',
      exit: 3,
      says: /CERT_HAS_EXPIRED/,
    },
    {
      when: 'a proxy refuses',
      argv: [...list, '--hub', 'https://hub.invalid'],
      set: () => ({ fetch: fetchThrough({ HTTPS_PROXY: `http://127.0.0.1:${proxyPort}` }) }),
      code: 'PROXY_REFUSED',
      exit: 3,
      says: /The proxy .* refused \(407\)\. Nothing was sent/,
    },
    {
      when: 'a proxy is not there',
      argv: [...list, '--hub', 'https://hub.invalid'],
      set: () => {
        const env = { https_proxy: `ada:secret@127.0.0.1:${nobody}` };
        return { fetch: fetchThrough(env), env };
      },
      code: 'HUB_UNREACHABLE',
      exit: 3,
      says: /ECONNREFUSED/,
      hints: /through the proxy http:\/\/127\.0\.0\.1:\d+, from https_proxy/,
    },
    {
      when: 'the hub says nothing to a question',
      argv: [...list, '--timeout', '0.2'],
      set: silent,
      code: 'TIMED_OUT',
      exit: 2,
      says: /did not answer within 200 ms/,
    },
    {
      when: 'the hub says nothing to an act',
      argv: [...submit, '--timeout', '0.3'],
      set: (desk) => {
        desk.hub.on('pluginReleases', RELEASES);
        holdsAct(desk, 'SubmitRelease');
      },
      code: 'OUTCOME_UNKNOWN',
      exit: 2,
      says: /did not answer to SubmitRelease .*may have been done/,
    },
    {
      when: 'the hub hangs up on a question, three times',
      argv: list,
      set: hangsUp,
      code: 'HUB_UNREACHABLE',
      exit: 3,
      says: /The connection to .* broke/,
      after: (desk) => counted(desk, 3),
    },
    {
      when: 'the hub hangs up on an act that is safe to repeat, three times',
      argv: register,
      set: hangsUp,
      code: 'OUTCOME_UNKNOWN',
      exit: 2,
      says: /RegisterPublisher/,
      after: (desk) => counted(desk, 3),
    },
    {
      when: 'the hub hangs up on an act that is not',
      argv: ['admin', 'restore', 'aqi', '--reason', 'x'],
      set: hangsUp,
      code: 'OUTCOME_UNKNOWN',
      exit: 2,
      says: /Restore .*may have been done/,
      after: (desk) => counted(desk, 1),
    },
    {
      when: 'Ctrl-C comes while the hub is at work',
      argv: register,
      set: (desk) => {
        const stop = new AbortController();
        desk.hub.instead('/graphql', () => stop.abort());
        return { signal: stop.signal };
      },
      code: 'INTERRUPTED',
      exit: 130,
      says: /at work on RegisterPublisher: it may have been done/,
    },
    {
      when: 'Ctrl-C comes between two tries of an act',
      argv: register,
      set: (desk) => {
        const stop = new AbortController();
        desk.hub.instead('/graphql', (_, res) =>
          json(res, 503, { errors: [{ message: 'In a moment.', extensions: { code: 'OVERLOADED' } }] }),
        );
        const answered: typeof fetch = async (input, init) => {
          const response = await fetch(input, init);
          const text = await response.text();
          stop.abort();
          return new Response(text, response);
        };
        return { signal: stop.signal, fetch: answered };
      },
      code: 'INTERRUPTED',
      exit: 130,
      says: /at work on RegisterPublisher: it may have been done/,
      after: (desk) => counted(desk, 1),
    },
    {
      when: 'Ctrl-C comes while it is asked',
      argv: list,
      set: (desk) => {
        const stop = new AbortController();
        desk.hub.instead('/graphql', () => stop.abort());
        return { signal: stop.signal };
      },
      code: 'INTERRUPTED',
      exit: 130,
      says: /Nothing was left half-done/,
    },
  ]);
});

/** Questions are answered, this act never is. */
function holdsAct(desk: Desk, name: string): void {
  const node = RELEASES.edges[0]?.node;
  desk.hub.instead('/graphql', (_, res, body) => {
    if (!body.includes(`mutation ${name}`)) {
      const pageInfo = { hasNextPage: false, endCursor: null };
      json(res, 200, { data: { pluginReleases: { edges: [{ node }], pageInfo } } });
    }
  });
}

function counted(desk: Desk, times: number): void {
  const asked = desk.hub.received.filter(({ path }) => path === '/graphql').length;
  if (asked !== times) throw new Error(`The hub was asked ${asked} times, not ${times}.`);
}
