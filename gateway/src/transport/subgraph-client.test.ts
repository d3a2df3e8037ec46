import { ANONYMOUS_VIEWER, correlationSecret } from '@citygraph/contract';
import { describe, expect, it } from '@jest/globals';
import type { SubgraphRequest } from '../execution/engine.ts';
import type { SubgraphTarget, Tier } from '../gateway-options.ts';
import { traceContext } from '../telemetry/trace-context.ts';
import { CallOff } from './call-off.ts';
import type { HttpClient, HttpRequest, HttpResponse } from './http-client.ts';
import { createSubgraphClient } from './subgraph-client.ts';
import { createTurns } from './turns.ts';
import type { VendorRequest, VendorTransport } from './vendor/vendor-transport.ts';

const JSON_ANSWER: HttpResponse = { status: 200, contentType: 'application/json', body: '{"data":{"a":1}}', bytes: 14 };
const QUERY: SubgraphRequest = {
  body: '{"query":"{ a }","variables":{}}',
  operationName: null,
  isMutation: false,
  maxBytes: 1_000,
};
const broken = () => Promise.reject(Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' }));

type Answer = (request: HttpRequest) => Promise<HttpResponse>;

function clientOf(tier: Tier, ...rest: (Answer | Partial<SubgraphTarget>)[]) {
  const answers = rest.filter((item) => typeof item === 'function');
  const target = rest.find((item) => typeof item !== 'function') ?? {};
  const sent: HttpRequest[] = [];
  const http: HttpClient = {
    post(request) {
      sent.push(request);
      return (answers[sent.length - 1] ?? (() => Promise.resolve(JSON_ANSWER)))(request);
    },
    close: async () => {},
  };
  const toVendor: VendorRequest[] = [];
  const vendors: VendorTransport = {
    async send(request) {
      toVendor.push(request);
      return { data: { a: 1 }, errors: [], bytes: 7, isShared: false };
    },
    reportInvalid: ({ plugin }) => reported.push(plugin),
    state: () => [],
    close: async () => {},
  };
  const reported: string[] = [];
  const lines: object[] = [];
  const client = createSubgraphClient({
    turns: createTurns(),
    subgraphs: { s: { url: 'http://s.invalid/graphql', tier, ...target } },
    http,
    vendors,
    signer: { sign: async () => ({}) },
    timeoutMs: 30,
    log: (line) => lines.push(line),
  });
  const caller = {
    viewer: ANONYMOUS_VIEWER,
    requestId: 'r',
    trace: traceContext(undefined),
    gone: null,
    until: Number.POSITIVE_INFINITY,
    headers: {},
    policyVersion: 0,
  };
  return { sent, toVendor, reported, lines, caller, client, send: client.dispatchAs(caller) };
}

/** What a release is told of one operation, by a gateway that has just begun. */
async function toldOf(target: Partial<SubgraphTarget>, incoming = TRACE): Promise<string | undefined> {
  const { client, caller, toVendor } = clientOf('vendor', target);
  await client.dispatchAs({ ...caller, trace: traceContext(incoming) })('s', QUERY);
  return toVendor[0]?.headers.traceparent?.slice(3, 35);
}

const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('the ids by which a release knows an operation', () => {
  const master = new Uint8Array(32).fill(5);
  const of = (release: string) => ({ release, correlation: correlationSecret(master, release) });

  it('are the same at every gateway and after every start', async () => {
    expect(await toldOf(of('r1'))).toBe(await toldOf(of('r1')));
    expect(await toldOf(of('r1'))).not.toBe(await toldOf(of('r2')));
  });

  it('stay when graphs are replaced where no registry gives gateways a secret', async () => {
    expect(await toldOf({ release: 'r1' })).toBe(await toldOf({ release: 'r1' }));
    expect(await toldOf({ release: 'r1' })).not.toBe(await toldOf(of('r1')));
  });
});

describe('a subgraph client', () => {
  it('sends a query again when a kept connection broke, and a mutation never', async () => {
    const query = clientOf('department', broken);
    expect((await query.send('s', QUERY)).data).toEqual({ a: 1 });
    expect(query.sent).toHaveLength(2);
    const mutation = clientOf('department', broken);
    expect((await mutation.send('s', { ...QUERY, isMutation: true })).errors[0]?.code).toBe('DEPARTMENT_UNAVAILABLE');
    expect(mutation.sent).toHaveLength(1);
  });

  it('gives up at its deadline, and stops the request', async () => {
    const { send } = clientOf('department', ({ callOff }) => {
      return new Promise((_, reject) => callOff.whenOff(() => reject(new Error('called off'))));
    });
    expect((await send('s', QUERY)).errors[0]).toMatchObject({ code: 'DEPARTMENT_UNAVAILABLE', path: null });
  });

  it('asks vendors through their own transport alone, under ids that say nothing elsewhere', async () => {
    const { send, caller, client, sent, toVendor, reported } = clientOf('vendor', { release: 'r1' });
    const reply = await send('s', { ...QUERY, maxBytes: 99 });
    await client.dispatchAs({ ...caller, until: performance.now() + 20 })('s', { ...QUERY, isMutation: true });
    expect(sent).toEqual([]);
    expect(toVendor).toMatchObject([
      { plugin: 's', release: 'r1', url: 'http://s.invalid/graphql', isMutation: false, maxBytes: 99, timeoutMs: 30 },
      { plugin: 's', release: 'r1', isMutation: true },
    ]);
    expect(toVendor[1]?.timeoutMs).toBeLessThanOrEqual(20);
    for (const { headers } of toVendor) {
      expect(headers['citygraph-request-id']).toMatch(/^[0-9a-f]{32}$/);
      expect(headers.traceparent).not.toContain(caller.trace.child().slice(3, 35));
    }
    reply.invalid?.();
    expect(reported).toEqual(['s']);
  });

  it('counts a department’s requests by its own ids', async () => {
    const department = clientOf('department');
    await department.send('s', QUERY);
    expect(department.sent[0]?.headers['citygraph-request-id']).toMatch(/^r\.\d+$/);
  });

  it.each([
    ['department', 'DEPARTMENT_UNAVAILABLE', 'DEPARTMENT_UNAVAILABLE'],
    ['foreign', 'DEPARTMENT_UNAVAILABLE', 'DEPARTMENT_UNAVAILABLE'],
  ] as const)('types the failures of a %s', async (tier, unavailable, invalid) => {
    const { send } = clientOf(
      tier,
      () => Promise.reject(new Error('connect ECONNREFUSED 10.0.0.7:80')),
      () => Promise.resolve({ ...JSON_ANSWER, body: '<html>' }),
    );
    const first = await send('s', QUERY);
    expect(first.errors[0]?.code).toBe(unavailable);
    expect(JSON.stringify(first)).not.toContain('10.0.0.7');
    expect((await send('s', QUERY)).errors[0]?.code).toBe(invalid);
  });

  it('logs of an operation that was refused how, and nothing of what was said: it may name somebody', async () => {
    const body = '{"errors":[{"message":"李静 is not a guardian."}]}';
    const refused = { status: 403, contentType: 'application/json', body, bytes: 58 };
    const { client, caller, lines } = clientOf('department', async () => refused);
    await expect(client.operate('s', 'standing', {}, caller)).rejects.toThrow(/s is not answering/);
    expect(lines).toEqual([
      { event: 'operation-refused', subgraph: 's', operation: 'standing', status: 403, bytes: 58 },
    ]);
  });

  it('asks for internal operations beside the endpoint', async () => {
    const { client, caller, sent } = clientOf('department', () =>
      Promise.resolve({ ...JSON_ANSWER, body: '{"ok":1}' }),
    );
    expect(await client.operate('s', 'standing', { a: 1 }, caller)).toEqual({ ok: 1 });
    expect(sent[0]).toMatchObject({ url: 'http://s.invalid/operations/standing', body: '{"a":1}' });
  });

  it('gives up when the time of the whole operation has passed', async () => {
    const { client, caller } = clientOf('department', ({ callOff }) => {
      return new Promise((_, reject) => callOff.whenOff(() => reject(new Error('called off'))));
    });
    const send = client.dispatchAs({ ...caller, until: performance.now() + 5 });
    expect((await send('s', QUERY)).errors[0]?.code).toBe('DEPARTMENT_UNAVAILABLE');
  });

  it('calls a request off when its client goes away, and sends none after that', async () => {
    let calledOff = false;
    const { client, caller, sent } = clientOf('department', ({ callOff }) => {
      return new Promise((_, reject) =>
        callOff.whenOff(() => {
          calledOff = true;
          reject(new Error('called off'));
        }),
      );
    });
    const gone = new CallOff();
    const send = client.dispatchAs({ ...caller, gone });
    const answer = send('s', QUERY);
    gone.off();
    expect((await answer).errors).toHaveLength(1);
    expect(calledOff).toBe(true);
    await send('s', QUERY);
    expect(sent).toHaveLength(1);
  });

  it('passes on the headers that a rule names, and no others', async () => {
    const target = { forwardHeaders: ['x-request-id', 'accept-language'] };
    const { client, caller, sent } = clientOf('foreign', target);
    const headers = { 'x-request-id': 'r7', cookie: 'a=b', authorization: 'Bearer x', 'content-type': 'text/plain' };
    await client.dispatchAs({ ...caller, headers })('s', QUERY);
    expect(sent[0]?.headers).toMatchObject({ 'x-request-id': 'r7', 'content-type': 'application/json' });
    for (const name of ['cookie', 'authorization', 'accept-language'])
      expect(sent[0]?.headers).not.toHaveProperty(name);
  });

  it('shares no answer between callers whose headers are passed on and differ', async () => {
    const { client, caller, sent } = clientOf('foreign', { forwardHeaders: ['authorization'] });
    const as = (authorization: string) => client.dispatchAs({ ...caller, headers: { authorization } });
    await Promise.all([as('ada')('s', QUERY), as('bo')('s', QUERY), as('ada')('s', QUERY)]);
    expect(sent.map(({ headers }) => headers.authorization)).toEqual(['ada', 'bo']);
  });

  it('shares no answer between principals, and never a mutation', async () => {
    const hop = { keyId: 'k', secret: new Uint8Array(32) };
    const { client, caller, sent } = clientOf('department', { hop });
    const as = (subject: string) =>
      client.dispatchAs({
        ...caller,
        viewer: { ...ANONYMOUS_VIEWER, principal: { ...ANONYMOUS_VIEWER.principal, subject } },
      });
    await Promise.all([as('ada')('s', QUERY), as('bo')('s', QUERY), as('ada')('s', QUERY)]);
    expect(sent).toHaveLength(2);
    const mutation = { ...QUERY, isMutation: true };
    await Promise.all([as('ada')('s', mutation), as('ada')('s', mutation)]);
    expect(sent).toHaveLength(4);
  });

  it('shares what a vendor answers about nobody, and what it is sent of somebody between the requests of one principal alone', async () => {
    const { client, caller, toVendor } = clientOf('vendor');
    const as = (subject: string, granted: readonly string[]) =>
      client.dispatchAs({
        ...caller,
        ...(granted.length > 0 && { granted: new Map([['s', granted]]) }),
        viewer: { ...ANONYMOUS_VIEWER, principal: { ...ANONYMOUS_VIEWER.principal, subject } },
      });
    await Promise.all([as('ada', [])('s', QUERY), as('bo', [])('s', QUERY)]);
    expect(toVendor).toHaveLength(1);
    const name = ['Resident.name'];
    await Promise.all([as('ada', name)('s', QUERY), as('bo', name)('s', QUERY), as('ada', name)('s', QUERY)]);
    expect(toVendor).toHaveLength(3);
  });
});
