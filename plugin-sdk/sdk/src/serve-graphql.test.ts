import { CityGraphError } from '@citygraph/contract';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ServedGraphql, serveGraphql } from './serve-graphql.ts';
import { createTestHub, type Reply, somebody } from './testing/hub.ts';
import { type LibraryContext, librarySchema } from './testing/library.ts';

let hub: Awaited<ReturnType<typeof createTestHub>>;
let library: ServedGraphql;
let base: string;
const logged: Readonly<Record<string, unknown>>[] = [];
const contexts: (LibraryContext & { disposed: number })[] = [];

beforeAll(async () => {
  hub = await createTestHub('library');
  library = await serveGraphql<LibraryContext>({
    name: 'library',
    schema: librarySchema(),
    verify: hub.verify,
    log: (line) => logged.push(line),
    context: async (viewer, { requestId, headers }) => {
      if (headers['x-break'] === 'context') throw new Error('no connection left in the pool of db.internal');
      const context = {
        subject: viewer.principal.subject,
        requestId,
        batches: [],
        disposed: 0,
        dispose: () => {
          context.disposed++;
        },
      };
      contexts.push(context);
      return context;
    },
    operations: {
      standing: async ({ subject }, input) => ({ subject, input }),
      silent: async () => undefined,
      refuse: async () => Promise.reject(new CityGraphError('CONFLICT', 'Done before.')),
      crash: async () => Promise.reject(new Error('disk /var/lib/mysql is full')),
    },
    extensions: ({ subject }) => ({ citygraph: { subjects: [subject] } }),
  });
  base = library.url.replace('/graphql', '');
});

afterAll(() => library.close());

const ask = (query: string, variables = {}, options = {}) => hub.ask(library.url, query, variables, options);
const errorsOf = ({ body }: Reply) => body.errors ?? [];

describe('who gets in', () => {
  it('answers the hub about the viewer its token names', async () => {
    const reply = await ask('{ whoAmI requestId }', {}, { viewer: somebody, requestId: '77aa.1' });
    expect(reply).toMatchObject({
      status: 200,
      body: { data: { whoAmI: somebody.principal.subject, requestId: '77aa.1' } },
    });
  });

  it('refuses everybody else, on every path, without a word about what is there', async () => {
    for (const path of ['/graphql', '/operations/standing', '/operations/nothing', '/', '/metrics', '/graphql/..']) {
      const response = await fetch(`${base}${path}`, { method: 'POST', body: '{"query":"{ whoAmI }"}' });
      expect([path, response.status]).toEqual([path, 401]);
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
    }
    expect((await fetch(`${library.url}?query={whoAmI}`)).status).toBe(404);
  });

  it('refuses a body that is not the one that was signed', async () => {
    const headers = await hub.sign(library.url, '{"query":"{ requestId }"}', { viewer: somebody });
    const response = await fetch(library.url, { method: 'POST', headers, body: '{"query":"{ whoAmI }"}' });
    expect(response.status).toBe(401);
  });

  it('refuses a request for the graph that is sent to an operation', async () => {
    const body = '{"query":"{ whoAmI }"}';
    const headers = await hub.sign(library.url, body);
    const response = await fetch(`${base}/operations/standing`, { method: 'POST', headers, body });
    expect(response.status).toBe(401);
  });

  it('refuses a mutation that is sent twice', async () => {
    const body = '{"query":"mutation { lend }"}';
    const headers = await hub.sign(library.url, body, { viewer: somebody, requestId: 'once' });
    const post = () => fetch(library.url, { method: 'POST', headers, body });
    expect((await post()).status).toBe(200);
    const again = await post();
    expect(again.status).toBe(401);
    expect(await again.json()).toMatchObject({ errors: [{ message: 'The request once was sent before.' }] });
  });

  it('refuses a token for another subgraph', async () => {
    const other = await createTestHub('health');
    expect((await other.ask(library.url, '{ whoAmI }')).status).toBe(401);
  });

  it('tells anybody whether it lives and is ready', async () => {
    expect(await (await fetch(`${base}/healthz`)).json()).toEqual({ status: 'alive' });
    expect(await (await fetch(`${base}/readyz`)).json()).toEqual({ status: 'ready' });
  });
});

describe('errors', () => {
  it('lets our own pass, with code, place and details', async () => {
    const reply = await ask('{ forbidden whoAmI }', {}, { viewer: somebody });
    expect(reply.body.data).toMatchObject({ forbidden: null, whoAmI: somebody.principal.subject });
    expect(errorsOf(reply)).toMatchObject([
      {
        message: 'Not for you.',
        path: ['forbidden'],
        extensions: { code: 'FORBIDDEN', coordinate: 'Query.forbidden' },
      },
    ]);
  });

  it.each(['broken', 'talkative', 'odd', 'unwritable', 'required'])(
    'says nothing of what went wrong in %s but logs it under the request id',
    async (field) => {
      logged.length = 0;
      const reply = await ask(`{ ${field} }`, {}, { requestId: `broken.${field}` });
      expect(errorsOf(reply)).toEqual([
        {
          message: 'Something went wrong inside this service.',
          locations: [{ line: 1, column: 3 }],
          path: [field],
          extensions: { code: 'INTERNAL_ERROR' },
        },
      ]);
      expect(logged).toMatchObject([{ level: 'error', service: 'library', requestId: `broken.${field}` }]);
    },
  );

  it('answers a failed start of a request with INTERNAL_ERROR, and logs it under its id', async () => {
    logged.length = 0;
    const reply = await ask('{ whoAmI }', {}, { headers: { 'x-break': 'context' }, requestId: 'no.context' });
    expect(reply).toMatchObject({ status: 500, body: { errors: [{ extensions: { code: 'INTERNAL_ERROR' } }] } });
    expect(JSON.stringify(reply.body)).not.toContain('db.internal');
    expect(logged).toMatchObject([{ requestId: 'no.context', error: expect.stringContaining('db.internal') }]);
  });

  it.each<[string, string, string]>([
    ['a syntax error', '{ whoAmI', 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', '{ nobody }', 'GRAPHQL_VALIDATION_FAILED'],
    ['a wrong identifier in the text', '{ owner(uscc: "91350100M000100Y44") }', 'BAD_USER_INPUT'],
    ['no operation', 'fragment F on Query { whoAmI }', 'BAD_USER_INPUT'],
  ])('says what is wrong with a document: %s', async (_what, query, code) => {
    const reply = await ask(query);
    expect(errorsOf(reply).map(({ extensions }) => extensions)).toMatchObject([{ code }]);
    expect(JSON.stringify(reply.body)).not.toMatch(/"(http|originalError|stack)"/);
  });

  it('says what is wrong with a variable', async () => {
    const query = 'query ($u: USCC!) { owner(uscc: $u) }';
    const wrong = await ask(query, { u: '91350100M000100Y44' });
    expect(errorsOf(wrong)).toMatchObject([
      { message: expect.stringContaining('licence'), extensions: { code: 'BAD_USER_INPUT' } },
    ]);
    expect(errorsOf(await ask(query))).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    const late = await ask('query ($ids: [Int] = [1]) { books(ids: $ids) { id } }', { ids: null });
    expect(errorsOf(late)).toMatchObject([{ path: ['books'], extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  it.each(['', 'not json', '[]', '1', '{}', '{"query":1}', '{"query":"{ whoAmI }","variables":"x"}'])(
    'refuses the body %j as bad input',
    async (body) => {
      const reply = await hub.send(library.url, body);
      expect(errorsOf(reply).map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
      expect(reply.status).toBeLessThan(500);
    },
  );

  it('takes a body of one mebibyte and refuses one that is larger, in words', async () => {
    const padded = (size: number) => {
      const bare = JSON.stringify({ query: '{ whoAmI }', variables: { pad: '' } });
      return bare.replace('""', `"${'x'.repeat(size - bare.length)}"`);
    };
    expect((await hub.send(library.url, padded(1024 * 1024))).status).toBe(200);
    for (const size of [1024 * 1024 + 1, 4 * 1024 * 1024]) {
      const reply = await hub.send(library.url, padded(size));
      expect(reply).toMatchObject({ status: 413, body: { errors: [{ extensions: { code: 'QUERY_TOO_LARGE' } }] } });
    }
    expect((await ask('{ whoAmI }')).status).toBe(200);
  });
});

describe('operations beside the graph', () => {
  it('answers JSON with JSON', async () => {
    const reply = await hub.send(`${base}/operations/standing`, '{"caseId":null}', { viewer: somebody });
    expect(reply).toMatchObject({
      status: 200,
      body: { subject: somebody.principal.subject, input: { caseId: null } },
    });
    expect((await hub.send(`${base}/operations/silent`, '{}')).body).toBeNull();
  });

  it.each<[string, string, number, string]>([
    ['nothing', '{}', 404, 'NOT_FOUND'],
    ['constructor', '{}', 404, 'NOT_FOUND'],
    ['standing', '{', 400, 'BAD_USER_INPUT'],
    ['refuse', '{}', 409, 'CONFLICT'],
    ['crash', '{}', 500, 'INTERNAL_ERROR'],
  ])('%s with %s is %d %s', async (name, body, status, code) => {
    const reply = await hub.send(`${base}/operations/${name}`, body);
    expect(reply).toMatchObject({ status, body: { errors: [{ extensions: { code } }] } });
    expect(JSON.stringify(reply.body)).not.toContain('/var/lib');
  });
});

describe('the context of a request', () => {
  it('is its own, and let go once, whether the answer is data, an error or an operation', async () => {
    contexts.length = 0;
    await ask('{ whoAmI }');
    await ask('{ broken }');
    await ask('{ nobody }');
    await hub.send(`${base}/operations/standing`, '{}');
    await hub.send(`${base}/operations/crash`, '{}');
    await hub.send(`${base}/operations/nothing`, '{}');
    expect(contexts.map(({ disposed }) => disposed)).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('loads what one request asks for together, each key once, and shares nothing with the next request', async () => {
    contexts.length = 0;
    const query = '{ a: books(ids: [1, 2]) { title } b: books(ids: [2, 3, 901]) { title } }';
    const first = await ask(query);
    expect(first.body.data).toEqual({
      a: [{ title: 'Book 1' }, { title: 'Book 2' }],
      b: [{ title: 'Book 2' }, { title: 'Book 3' }, { title: null }],
    });
    await ask(query);
    expect(contexts.map(({ batches }) => batches)).toEqual([[[1, 2, 3, 901]], [[1, 2, 3, 901]]]);
  });

  it('adds to each answer what the hub alone reads', async () => {
    const { body } = await ask('{ whoAmI }', {}, { viewer: somebody });
    expect(body.extensions).toEqual({ citygraph: { subjects: [somebody.principal.subject] } });
  });
});

describe('without a hub', () => {
  it('serves everybody as nobody', async () => {
    const alone = await serveGraphql<LibraryContext>({
      name: 'library',
      schema: librarySchema(),
      verify: null,
      context: async ({ principal }, { requestId }) => ({ subject: principal.subject, requestId, batches: [] }),
    });
    const response = await fetch(alone.url, {
      method: 'POST',
      headers: { 'citygraph-request-id': 'mine' },
      body: '{"query":"{ whoAmI requestId fine }"}',
    });
    expect(await response.json()).toEqual({ data: { whoAmI: null, requestId: 'mine', fine: 2 ** 40 } });
    await alone.close();
  });

  it('says which port is taken', async () => {
    const port = Number(new URL(library.url).port);
    const second = serveGraphql({
      name: 'library',
      schema: librarySchema(),
      port,
      verify: null,
      context: async () => ({}),
    });
    await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE', port });
  });
});
