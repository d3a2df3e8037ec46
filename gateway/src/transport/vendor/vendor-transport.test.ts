import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { SubgraphReply } from '../../execution/engine.ts';
import { LEAK } from '../../testing/hostile-http.ts';
import {
  type HostileVendor,
  MISBEHAVIOURS,
  type MisbehaviourName,
  outcomeOf,
  serveHostileVendor,
} from '../../testing/hostile-vendor.ts';
import { CallOff } from '../call-off.ts';
import {
  createVendorTransport,
  type VendorExchange,
  type VendorRequest,
  type VendorTransport,
  type VendorTransportOptions,
} from './vendor-transport.ts';

let vendor: HostileVendor;
let transport: VendorTransport;
let lines: object[];

const open = (options: VendorTransportOptions = {}): VendorTransport => {
  transport = createVendorTransport({
    loopback: [vendor.authority],
    log: (line) => void lines.push(line),
    ...options,
  });
  return transport;
};

beforeEach(async () => {
  vendor = await serveHostileVendor();
  lines = [];
  open();
});
afterEach(async () => {
  await transport.close();
  await vendor.close();
});

const request = (change: Partial<VendorRequest> = {}): VendorRequest => ({
  plugin: 'satellite',
  release: 'sha256-a',
  url: vendor.url('honest'),
  body: '{"query":"{ hello }"}',
  headers: {},
  isMutation: false,
  cost: 1,
  timeoutMs: 5_000,
  maxBytes: Number.POSITIVE_INFINITY,
  callOff: new CallOff(),
  ...change,
});
const send = (change: Partial<VendorRequest> = {}): Promise<SubgraphReply> => transport.send(request(change));
const HONEST = { hello: 'world', list: [{ id: '1', size: 2.5 }] };
/** Playing one; what only time ends is given little of it. */
const play = (name: MisbehaviourName) =>
  send({ url: vendor.url(name), timeoutMs: outcomeOf(name) === 'PLUGIN_TIMEOUT' ? 150 : 5_000 });
const codeOf = ({ errors: [first] }: SubgraphReply) => first?.code;

describe('a vendor that misbehaves', () => {
  const failing = MISBEHAVIOURS.filter((name) => outcomeOf(name).startsWith('PLUGIN_'));
  const replying = MISBEHAVIOURS.filter((name) => outcomeOf(name) === 'reply');

  /** All that a client could see of it. */
  const expectNoLeak = (text: string) => {
    expect(text).not.toContain(LEAK);
    expect(text).not.toContain(vendor.authority);
    expect(text).not.toMatch(
      /127\.0\.0\.1|169\.254|10\.0\.0|ECONN|UND_ERR|HPE_|index\.js|onerror|isAdmin"?:true[^}]*proto/,
    );
    expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  };

  it.each(failing)('with %s is a typed failure that says nothing of it', async (name) => {
    const reply = await play(name);
    expect({ ...reply, isCertain: undefined, isSendersLack: undefined }).toEqual({
      data: null,
      errors: [{ message: expect.stringMatching(/^The plugin satellite /), code: outcomeOf(name), path: null }],
      bytes: 0,
      isShared: false,
      // What only time ends is given little of it here: less than is its own.
      ...(outcomeOf(name) === 'PLUGIN_TIMEOUT' && { isExcused: true }),
    });
    expectNoLeak(JSON.stringify(reply));
    expect(vendor.trapped).toBe(0);
    expect(lines).toEqual([
      expect.objectContaining({ event: 'plugin-failed', plugin: 'satellite', code: outcomeOf(name) }),
    ]);
  });

  it.each(replying)('with %s is a reply without its headers, its codes and its extensions', async (name) => {
    const { data, errors, ...rest } = await send({ url: vendor.url(name) });
    expect(data === null ? errors.length : Object.getPrototypeOf(data)).toBeTruthy();
    // Whatever errors look like, what is said beside them counts.
    if (/^(errors-|thousands-)/.test(name)) expect(data).toEqual(HONEST);
    expect(Object.keys(rest).sort()).toEqual(['bytes', 'isShared']);
    expect(errors.length).toBeLessThanOrEqual(10);
    for (const error of errors) {
      expect(['PLUGIN_UNAVAILABLE', 'BAD_USER_INPUT', 'NOT_FOUND', 'CONFLICT']).toContain(error.code);
      expect([...error.message].length).toBeLessThanOrEqual(200);
      expect(error.path?.every((key) => typeof key === 'number' || /^[_A-Za-z]\w{0,40}$/.test(key)) ?? true).toBe(true);
      expectNoLeak(JSON.stringify(error));
    }
  });

  it.each([
    ...failing,
    'two-replies',
    'two-replies-later',
    'more-than-said',
    'many-trailers',
    'close-when-kept',
  ] as MisbehaviourName[])('with %s leaves nothing behind for the next request', async (name) => {
    await play(name);
    expect((await send()).data).toEqual(HONEST);
  });

  it.each(MISBEHAVIOURS.filter((name) => outcomeOf(name) === 'either'))('with %s is one or the other', async (name) => {
    const reply = await play(name);
    expectNoLeak(JSON.stringify(reply.errors));
    expect(reply.data === null ? codeOf(reply) : reply.errors).toEqual(
      reply.data === null ? 'PLUGIN_INVALID_REPLY' : [],
    );
  });

  it('with proto-keys is a reply that holds none of them', async () => {
    const { data } = await send({ url: vendor.url('proto-keys') });
    expect(JSON.stringify(data)).toBe('{"a":{}}');
    expect((data as { isAdmin?: unknown }).isAdmin).toBeUndefined();
  });

  it('is given up after its own time, by the clock of the hub', async () => {
    open({ limits: () => ({ timeoutMs: 300 }) });
    const started = performance.now();
    await Promise.all(
      (['hang-before-headers', 'drip-bytes', 'drip-headers', 'drip-chunks'] as const).map((name) =>
        send({ url: vendor.url(name) }),
      ),
    );
    expect(performance.now() - started).toBeGreaterThan(250);
    expect(transport.state()[0]?.failures).toEqual({ PLUGIN_TIMEOUT: 4 });
  });

  it('loses the socket at once', async () => {
    for (const name of ['huge-chunked', 'deep-json', 'redirect-to-hub', 'interim-flood', 'drip-bytes'] as const) {
      await play(name);
    }
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(vendor.open).toBe(0);
  });

  it('that never shakes hands is a timeout', async () => {
    expect(codeOf(await send({ url: `https://${vendor.authority}/`, timeoutMs: 150 }))).toBe('PLUGIN_TIMEOUT');
  });

  it('that is not there is unavailable', async () => {
    await vendor.close();
    expect(codeOf(await send())).toBe('PLUGIN_UNAVAILABLE');
  });
});

describe('a URL', () => {
  it.each([
    ['that nobody registered', () => 'http://127.0.0.1:9/'],
    ['inside the network', () => 'https://10.0.0.1/'],
    ['of metadata', () => 'https://169.254.169.254/'],
    ['without TLS', () => 'http://vendor.example/'],
    ['that is none', () => 'nonsense'],
  ])('%s is asked nothing', async (_, url) => {
    expect(codeOf(await send({ url: url() }))).toBe('PLUGIN_UNAVAILABLE');
    expect(vendor.received).toEqual([]);
    expect(lines).toEqual([expect.objectContaining({ reason: expect.stringMatching(/^its URL /) })]);
  });

  it('of a listener of the hub is asked nothing, though it is registered', async () => {
    const port = Number(vendor.authority.split(':')[1]);
    open({ hub: () => ({ addresses: [], hosts: [], ports: [port] }) });
    expect(codeOf(await send())).toBe('PLUGIN_UNAVAILABLE');
    expect(vendor.received).toEqual([]);
  });

  it('whose name moved inside is asked nothing', async () => {
    open({ dial: { resolve: async () => ['10.0.0.1', '127.0.0.1', '::ffff:127.0.0.1'] } });
    expect(codeOf(await send({ url: 'https://vendor.example:8443/' }))).toBe('PLUGIN_UNAVAILABLE');
    expect(lines).toEqual([expect.objectContaining({ reason: expect.stringMatching(/^DialRefused: /) })]);
  });
});

describe('two channels of a release', () => {
  it('have allowances of their own', async () => {
    open({ limits: () => ({ requestsPerSecond: 1 }) });
    expect(codeOf(await send({ channel: 'sandbox' }))).toBeUndefined();
    expect(codeOf(await send({ channel: 'sandbox' }))).toBe('PLUGIN_QUOTA');
    expect(codeOf(await send())).toBeUndefined();
  });

  it('have breakers of their own', async () => {
    for (let call = 0; call < 12; call += 1) await send({ channel: 'sandbox', url: vendor.url('status-500') });
    const states = transport.state().map(({ channel, breaker }) => [channel, breaker]);
    expect(states).toEqual([['sandbox', 'open']]);
    expect(codeOf(await send())).toBeUndefined();
  });
});

describe('what a vendor sees', () => {
  it('is the body, and of the headers those on the list', async () => {
    await send({
      headers: {
        authorization: 'Bearer vendor-token',
        'citygraph-request-id': 'id',
        traceparent: '00-a',
        'content-digest': 'd',
        signature: 's',
        'signature-input': 'i',
        'content-type': 'text/plain',
        'accept-encoding': 'gzip',
        Cookie: 'session=1',
        baggage: 'user=1',
        tracestate: 'x=y',
        'x-forwarded-for': '10.0.0.1',
        host: 'elsewhere.example',
        'user-agent': 'citygraph',
        'transfer-encoding': 'chunked',
      },
    });
    const [seen] = vendor.received;
    expect(seen?.body).toBe('{"query":"{ hello }"}');
    expect(seen?.headers).toEqual({
      accept: 'application/graphql-response+json, application/json;q=0.9',
      'accept-encoding': 'identity',
      authorization: 'Bearer vendor-token',
      'citygraph-request-id': 'id',
      connection: 'keep-alive',
      'content-digest': 'd',
      'content-length': '21',
      'content-type': 'application/json',
      host: vendor.authority,
      signature: 's',
      'signature-input': 'i',
      traceparent: '00-a',
    });
  });

  it('holds no line that a header’s value began', async () => {
    await send({ headers: { authorization: 'a\r\nx-injected: 1', traceparent: 'b\u0000' } });
    expect(Object.keys(vendor.received[0]?.headers ?? {})).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/injected|authorization|traceparent/)]),
    );
  });

  it('comes over sockets that are kept, and never those of another plugin or release', async () => {
    await send();
    // undici lets a turn of the loop pass, to see whether more comes than was asked for.
    await new Promise((resolve) => setTimeout(resolve, 20));
    await send();
    await send({ plugin: 'iov' });
    await send({ release: 'sha256-b' });
    expect(vendor.received.map(({ socket }) => socket)).toEqual([1, 1, 2, 3]);
  });
});

describe('a request', () => {
  it('goes when nobody waits for it any more, and its socket with it', async () => {
    const callOff = new CallOff();
    const reply = send({ url: vendor.url('hang-before-headers'), callOff });
    while (vendor.received.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    callOff.off();
    expect(codeOf(await reply)).toBe('PLUGIN_UNAVAILABLE');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(vendor.open).toBe(0);
    expect(codeOf(await send({ callOff }))).toBe('PLUGIN_UNAVAILABLE');
    expect(vendor.received).toHaveLength(1);
  });

  it('takes no more bytes than its operation has left', async () => {
    expect(codeOf(await send({ maxBytes: 10 }))).toBe('PLUGIN_INVALID_REPLY');
  });

  it.each([
    ['a query is sent once more', false, 2],
    ['a mutation is not', true, 1],
  ])('is broken off: %s', async (_, isMutation, times) => {
    await send({ url: vendor.url('reset-before-headers'), isMutation });
    expect(vendor.received).toHaveLength(times);
  });

  it.each(['redirect-to-hub', 'status-500', 'deep-json', 'hang-before-headers', 'reset-within-body'] as const)(
    'is not sent again after %s',
    async (name) => {
      await play(name);
      expect(vendor.received).toHaveLength(1);
    },
  );
});

it('never rejects, whatever it is given', async () => {
  open({
    disabled: () => {
      throw new Error('broken');
    },
  });
  expect(codeOf(await send())).toBe('PLUGIN_UNAVAILABLE');
  await transport.close();
  expect(codeOf(await send())).toBe('PLUGIN_UNAVAILABLE');
});

describe('whoever observes', () => {
  it('is told of every request what came of it, however often it is the same, with the reply as it came', async () => {
    const seen: VendorExchange[] = [];
    open({ observe: (exchange) => void seen.push(exchange) });
    for (const name of ['honest', 'not-json', 'not-json', 'reset-before-headers'] as const) await play(name);
    expect(seen.map(({ plugin, body }) => [plugin, body])).toEqual(
      seen.map(() => ['satellite', '{"query":"{ hello }"}']),
    );
    expect(seen.map(({ reply, failure }) => [reply?.toString().slice(0, 4) ?? null, failure?.code ?? null])).toEqual([
      ['{"da', null],
      ['<h1>', 'PLUGIN_INVALID_REPLY'],
      ['<h1>', 'PLUGIN_INVALID_REPLY'],
      [null, 'PLUGIN_UNAVAILABLE'],
    ]);
    expect(lines.length).toBeLessThan(seen.length);
  });
});
