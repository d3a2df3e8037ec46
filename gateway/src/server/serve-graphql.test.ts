import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { CityGraphError } from '@citygraph/contract';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serverAudits } from 'graphql-http';
import { OFFICER, openSmallCity, PARENT, type SmallCity } from '../testing/small-city.ts';

const ISSUER = 'https://sign-on.example/realms/citygraph';
let city: SmallCity;
beforeAll(async () => {
  city = await openSmallCity({
    gateway: { issuer: ISSUER, cors: ['http://friend.example'], bodyTimeoutMs: 200, limits: { bodyBytes: 5_000 } },
  });
});
afterAll(() => city.close());

const post = (body: string | object, headers: Record<string, string> = {}) =>
  fetch(city.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const problem = async (response: Response) => {
  const { errors } = (await response.json()) as { errors: { message: string; extensions: { code: string } }[] };
  return [response.status, errors[0]?.extensions.code];
};

describe('GraphQL over HTTP', () => {
  it('passes all 61 audits of graphql-http', async () => {
    const audits = serverAudits({ url: () => city.url, fetchFn: fetch });
    const failed = (await Promise.all(audits.map(({ fn }) => fn()))).filter(({ status }) => status !== 'ok');
    expect(failed.map(({ name }) => name)).toEqual([]);
    expect(audits).toHaveLength(61);
  });

  it('answers a GET that accepts JSON, and refuses one that any page could send', async () => {
    const url = `${city.url}?query=${encodeURIComponent('{ division(code: "1") { code } }')}`;
    expect((await fetch(url, { headers: { accept: 'application/json' } })).status).toBe(200);
    expect((await fetch(url, { headers: { 'apollo-require-preflight': '1' } })).status).toBe(200);
    const forged: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'http://stranger.example' },
      { accept: 'image/avif,image/webp,*/*;q=0.8' },
    ];
    for (const headers of forged) {
      expect(await problem(await fetch(url, { headers }))).toEqual([400, 'BAD_REQUEST']);
    }
  });

  it('refuses a mutation by GET, saying which method it needs', async () => {
    const url = `${city.url}?query=${encodeURIComponent('mutation { announce(text: "x") }')}`;
    const response = await fetch(url, { headers: { accept: 'application/json' } });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
  });

  it('refuses other methods, media types, batches and bodies that are no JSON', async () => {
    expect((await fetch(city.url, { method: 'PUT' })).status).toBe(405);
    expect(await problem(await post('{}', { 'content-type': 'text/plain' }))).toEqual([415, 'BAD_REQUEST']);
    expect(await problem(await post('{}', { 'content-type': 'application/json; charset=latin1' }))).toEqual([
      415,
      'BAD_REQUEST',
    ]);
    expect(await problem(await post({ query: '{__typename}' }, { accept: 'text/html' }))).toEqual([406, 'BAD_REQUEST']);
    expect(await problem(await post([{ query: '{__typename}' }]))).toEqual([400, 'BAD_REQUEST']);
    expect(await problem(await post('{'))).toEqual([400, 'BAD_REQUEST']);
  });

  it('refuses a body longer than allowed, with and without a declared length', async () => {
    expect(await problem(await post({ query: `#${'x'.repeat(6_000)}` }))).toEqual([413, 'QUERY_TOO_LARGE']);
    const stream = new Blob(['x'.repeat(6_000)]).stream();
    const headers = { 'content-type': 'application/json' };
    const chunked = fetch(city.url, { method: 'POST', headers, body: stream, duplex: 'half' } as RequestInit);
    expect(await problem(await chunked)).toEqual([413, 'QUERY_TOO_LARGE']);
  });

  it('takes longer variables of somebody with a token, and no longer document', async () => {
    const headers = { authorization: `Bearer ${PARENT.subject}` };
    const long = { query: '{ __typename }', variables: { sdl: 'x'.repeat(20_000) } };
    expect((await post(long, headers)).status).toBe(200);
    expect(await problem(await post(long))).toEqual([413, 'QUERY_TOO_LARGE']);
    const query = `{ __typename } #${'x'.repeat(6_000)}`;
    expect(await problem(await post({ query }, headers))).toEqual([413, 'QUERY_TOO_LARGE']);
    const endless = { ...long, variables: { sdl: 'x'.repeat(600_000) } };
    expect(await problem(await post(endless, headers))).toEqual([413, 'QUERY_TOO_LARGE']);
  });

  it('takes nothing longer of somebody whose token is not good, and reads none of it', async () => {
    const socket = connect(Number(new URL(city.url).port), '127.0.0.1');
    const length = 100_000;
    socket.write(
      `POST /graphql HTTP/1.1\r\nhost: x\r\nauthorization: Bearer nonsense\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n`,
    );
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      socket.on('data', (data) => {
        text += data.toString();
      });
      socket.once('close', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 401 [\s\S]*\r\nconnection: close\r\n/i);
  });

  it('reads a short body that it wants nothing of, and answers what comes behind it', async () => {
    const socket = connect(Number(new URL(city.url).port), '127.0.0.1');
    const body = JSON.stringify({ query: '{ division(code: "1") { code } }' });
    const request = (authorization: string) =>
      `POST /graphql HTTP/1.1\r\nhost: x\r\n${authorization}content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
    socket.write(request('authorization: Bearer nonsense\r\n') + request(''));
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      socket.on('data', (data) => {
        text += data.toString();
        if (text.includes('"division"')) resolve(text);
      });
      socket.once('close', () => resolve(text));
    });
    socket.destroy();
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 401', 'HTTP/1.1 200']);
  });

  it.each([
    ['where nothing is', '/elsewhere'],
    ['that is refused', '/graphql'],
  ])('hangs up on an endless body to an address %s', async (_, path) => {
    const socket = connect(Number(new URL(city.url).port), '127.0.0.1');
    socket.write(
      `POST ${path} HTTP/1.1\r\nhost: x\r\naccept: text/html\r\ntransfer-encoding: chunked\r\n\r\n5\r\naaaaa\r\n`,
    );
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      socket.on('data', (data) => {
        text += data.toString();
      });
      socket.once('close', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 40[46] [\s\S]*\r\nconnection: close\r\n/i);
  });

  it('gives up on a client that does not finish its body', async () => {
    const { port } = new URL(city.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write('POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{');
    const answer = await new Promise<string>((resolve) => socket.once('data', (data) => resolve(data.toString())));
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    socket.destroy();
  });

  it('lets apps of listed origins read their quota', async () => {
    const { headers } = await fetch(city.url, { method: 'OPTIONS', headers: { origin: 'http://friend.example' } });
    expect(headers.get('access-control-expose-headers')).toMatch(/\bratelimit\b.*\bretry-after\b/);
  });

  it('lets only listed origins read answers', async () => {
    const from = async (origin: string, method = 'OPTIONS') => {
      const { status, headers } = await fetch(city.url, { method, headers: { origin } });
      return [status, headers.get('access-control-allow-origin')];
    };
    expect(await from('http://friend.example')).toEqual([204, 'http://friend.example']);
    expect(await from('http://stranger.example')).toEqual([204, null]);
  });
});

describe('documents', () => {
  it('are refused with their place when they do not parse or fit the schema', async () => {
    const { status, errors } = await city.ask('{ me { nope } }');
    expect([status, errors[0]?.extensions.code]).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
    expect((await city.ask('{ me')).errors[0]?.extensions.code).toBe('GRAPHQL_PARSE_FAILED');
  });

  it('are refused beyond the limits, before anything is planned', async () => {
    const deep = `{ me ${'{ guardianOf '.repeat(12)}{ id }${' }'.repeat(13)}`;
    expect((await city.ask(deep, { as: PARENT })).errors[0]?.extensions.code).toBe('QUERY_TOO_DEEP');
    const wide = `{ ${Array.from({ length: 31 }, (_, i) => `a${i}: __typename`).join(' ')} }`;
    expect((await city.ask(wide)).errors[0]?.extensions.code).toBe('QUERY_TOO_LARGE');
    const many = `{ ${'__typename '.repeat(490)}`.padEnd(4_900, ' { a b');
    expect((await city.ask(many)).errors[0]?.extensions.code).toMatch(/QUERY_TOO_LARGE|GRAPHQL_PARSE_FAILED/);
  });

  it('are told which identifier does not fit, at its place and before any fetch', async () => {
    city.forget();
    const literal = await city.ask('{ division(code: "1") { code } firm(uscc: "11220100MB1C10017A") { id } }');
    expect(literal.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    const variable = await city.ask('query($u: USCC!) { firm(uscc: $u) { id } }', {
      variables: { u: '11220100MB1C10017A' },
    });
    expect(variable.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(variable.errors[0]?.message).toMatch(/^Variable "\$u": /);
    expect(city.government.received).toEqual([]);
    const { data } = await city.ask('{ firm(uscc: "11220100MB1C10017F") { id } }');
    expect(data).toEqual({ firm: { id: '11220100MB1C10017F' } });
  });

  it('need an operation name when they hold several operations', async () => {
    const query = 'query A { division(code: "1") { code } } query B { __typename }';
    expect(await problem(await post({ query }))).toEqual([400, 'OPERATION_RESOLUTION_FAILURE']);
    expect(await problem(await post({ query, operationName: 'C' }))).toEqual([400, 'OPERATION_RESOLUTION_FAILURE']);
    expect(await (await post({ query, operationName: 'A' })).json()).toEqual({ data: { division: { code: '1' } } });
  });

  it('show nothing of joins, labels and inaccessible fields to introspection', async () => {
    const { text, errors } = await city.ask(
      '{ __schema { types { name fields { name } } directives { name } } me: __typename }',
    );
    expect(errors).toEqual([]);
    expect(text).not.toMatch(/join__|link__|sensitivity|purpose|pairwise|"hidden"/);
    const { errors: guess } = await city.ask('{ hidde }');
    expect(guess[0]?.message).not.toContain('hidden');
  });
});

describe('callers', () => {
  it('with a bad token get 401 and a challenge', async () => {
    const response = await post({ query: '{ me { id } }' }, { authorization: 'Bearer nonsense' });
    expect(response.headers.get('www-authenticate')).toContain('Bearer realm="citygraph", error="invalid_token"');
    expect(await problem(response)).toEqual([401, 'UNAUTHENTICATED']);
  });

  it('whose token cannot be checked at the moment are told to come again, and are nobody meanwhile', async () => {
    const away = await openSmallCity({
      gateway: {
        principal: async () => {
          throw new CityGraphError('OVERLOADED', 'The access token could not be checked.');
        },
      },
    });
    const response = await fetch(away.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer a.b.c' },
      body: JSON.stringify({ query: '{ division(code: "1") { code } }' }),
    });
    expect([response.headers.get('retry-after'), response.headers.get('www-authenticate')]).toEqual(['1', null]);
    expect(await problem(response)).toEqual([503, 'OVERLOADED']);
    await away.close();
  });

  it('are told the purposes when they name none of them', async () => {
    const { status, errors } = await city.ask('{ me { id } }', { as: PARENT, headers: { 'citygraph-purpose': 'fun' } });
    expect([status, errors[0]?.extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
    expect(errors[0]?.message).toContain('social-assistance');
  });

  it('may only name purposes that their app is registered for', async () => {
    const headers = { 'citygraph-purpose': 'credit-assessment' };
    const { status, errors } = await city.ask('{ me { id } }', { as: OFFICER, headers });
    expect([status, errors[0]?.extensions.code]).toEqual([403, 'FORBIDDEN']);
  });
});

describe('addresses besides the endpoint', () => {
  it('say that the gateway lives, is ready, which keys sign hops, and who signs people on', async () => {
    const get = async (path: string) => {
      const response = await fetch(new URL(path, city.url));
      return [response.status, await response.json()];
    };
    expect(await get('/healthz')).toEqual([200, { status: 'alive' }]);
    expect(await get('/readyz')).toEqual([200, { status: 'ready', graph: expect.stringMatching(/^[0-9a-f]{16}$/) }]);
    expect(await get('/.well-known/citygraph-keys')).toMatchObject([200, { keys: [{ crv: 'Ed25519' }] }]);
    expect(JSON.stringify(await get('/.well-known/citygraph-keys'))).not.toContain('"d"');
    expect(await get('/.well-known/citygraph')).toEqual([200, { apiVersions: ['citygraph.dev/v1'], issuer: ISSUER }]);
    expect((await get('/elsewhere'))[0]).toBe(404);
  });

  it('do not include metrics, which are for an internal port', async () => {
    expect((await fetch(new URL('/metrics', city.url))).status).toBe(404);
    expect(await city.gateway.metrics()).toMatch(/citygraph_requests_seconds_count\{status="200"\} \d+/);
  });
});

describe('automatic persisted queries', () => {
  const query = '{ division(code: "1") { code } }';
  const sha256Hash = createHash('sha256').update(query).digest('hex');
  const persistedQuery = { version: 1, sha256Hash };
  const answer = { data: { division: { code: '1' } } };

  it('ask for the text once, and are answered by their digest from then on', async () => {
    const first = await post({ extensions: { persistedQuery } });
    expect(await first.json()).toEqual({
      errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
    });
    expect(await (await post({ query, extensions: { persistedQuery } })).json()).toEqual(answer);
    expect(await (await post({ extensions: { persistedQuery } })).json()).toEqual(answer);
    const url = `${city.url}?extensions=${encodeURIComponent(JSON.stringify({ persistedQuery }))}`;
    expect(await (await fetch(url, { headers: { accept: 'application/json' } })).json()).toEqual(answer);
  });

  it('cannot put a text in the place of another, nor one that is not valid', async () => {
    const other = { query: '{ me { name } }', extensions: { persistedQuery } };
    expect(await problem(await post(other))).toEqual([400, 'BAD_USER_INPUT']);
    const bad = '{ nothing }';
    const digest = createHash('sha256').update(bad).digest('hex');
    const extensions = { persistedQuery: { version: 1, sha256Hash: digest } };
    expect(await problem(await post({ query: bad, extensions }))).toEqual([400, 'GRAPHQL_VALIDATION_FAILED']);
    expect(await problem(await post({ extensions }))).toEqual([400, 'PERSISTED_QUERY_NOT_FOUND']);
  });

  it.each([
    [{ version: 2, sha256Hash }],
    [{ version: 1, sha256Hash: 'x' }],
    [{ version: 1, sha256Hash: sha256Hash.toUpperCase() }],
    ['x'],
  ])('that are none are told how they look: %j', async (wrong) => {
    expect(await problem(await post({ query, extensions: { persistedQuery: wrong } }))).toEqual([400, 'BAD_REQUEST']);
  });

  it('are decided anew for whoever asks', async () => {
    const mine = '{ me { name } }';
    const digest = createHash('sha256').update(mine).digest('hex');
    const extensions = { persistedQuery: { version: 1, sha256Hash: digest } };
    await city.ask(mine, { as: PARENT });
    await post({ query: mine, extensions });
    const { data, errors } = (await (await post({ extensions })).json()) as {
      data: unknown;
      errors: { extensions: { code: string } }[];
    };
    expect(data).toEqual({ me: null });
    expect(errors.map(({ extensions: { code } }) => code)).toEqual(['UNAUTHENTICATED']);
  });
});
