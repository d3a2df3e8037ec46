import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createPlugin } from '../create-plugin.ts';
import type { Part } from './document.ts';

/** What a plugin's own `src/` exports, as far as it is needed here. */
interface Written {
  readonly serviceConfig: (environment: Record<string, string>) => object;
  readonly createService: (config: object) => {
    ask(operation: unknown, args: Record<string, unknown>): Promise<unknown>;
  };
  readonly OPERATIONS: Readonly<Record<string, unknown>>;
}

let folder: string;
let server: Server;
let url: string;
/** What the service was asked. */
const requests: IncomingMessage[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'citygraph-rest-'));
  await symlink(fileURLToPath(new URL('../../../../node_modules', import.meta.url)), join(folder, 'node_modules'));
  server = createServer((request, response) => {
    requests.push(request);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  requests.length = 0;
});

const responses = { 200: { content: { 'application/json': { schema: { properties: { ok: { type: 'boolean' } } } } } } };
let count = 0;

/** A plugin over the service that a document describes, as a newcomer gets it, and its notes. */
async function plugin(paths: Part, more: Part = {}) {
  count += 1;
  const openapi = join(folder, `${count}.json`);
  await writeFile(openapi, JSON.stringify({ openapi: '3.1.0', servers: [{ url }], paths, ...more }));
  const made = await createPlugin({
    name: `parking-no${count}`,
    namespace: 'park',
    template: 'rest',
    openapi,
    within: folder,
  });
  const written = async (): Promise<Written> =>
    Object.assign(
      {},
      ...(await Promise.all(
        ['config', 'operations', 'service'].map(
          (name) => import(pathToFileURL(join(made.folder, `src/${name}.ts`)).href),
        ),
      )),
    );
  return {
    notes: made.notes.map(({ en }) => en).join('\n'),
    async ask(args: Record<string, unknown>, environment: Record<string, string> = {}, field = 'park_getIt') {
      const { createService, serviceConfig, OPERATIONS } = await written();
      await createService(serviceConfig({ SERVICE_URL: url, ...environment })).ask(OPERATIONS[field], args);
      return { url: requests.at(-1)?.url, headers: requests.at(-1)?.headers ?? {} };
    },
  };
}

const text = { type: 'string' };
const list = { type: 'array', items: text };
const colour = { type: 'object', properties: { R: { type: 'integer' }, G: { type: 'integer' } } };
const RGB = { R: 100, G: 200 };
const asked = (parameter: Part) => ({
  '/it': { get: { operationId: 'getIt', parameters: [{ name: 'c', in: 'query', ...parameter }], responses } },
});
const inPath = (parameter: Part) => ({
  '/it/{c}': {
    get: { operationId: 'getIt', parameters: [{ name: 'c', in: 'path', required: true, ...parameter }], responses },
  },
});

describe('a parameter reaches the service as its document says', () => {
  it.each<[string, Part, unknown, string]>([
    ['a word', { schema: text }, 'a&b=c d', '/it?c=a%26b%3Dc%20d'],
    ['a list, each for itself', { schema: list }, ['blue', 'a,b'], '/it?c=blue&c=a%2Cb'],
    ['a list in one', { schema: list, explode: false }, ['blue', 'a,b'], '/it?c=blue,a%2Cb'],
    ['a list with blanks', { schema: list, style: 'spaceDelimited' }, ['blue', 'black'], '/it?c=blue%20black'],
    [
      'a list with pipes',
      { schema: list, style: 'pipeDelimited', explode: false },
      ['blue', 'black'],
      '/it?c=blue%7Cblack',
    ],
    ['an empty list', { schema: list, explode: false }, [], '/it'],
    ['an object, each field for itself', { schema: colour }, RGB, '/it?R=100&G=200'],
    ['an object in one', { schema: colour, explode: false }, RGB, '/it?c=R,100,G,200'],
    ['a deep object', { schema: colour, style: 'deepObject', explode: true }, { ...RGB, G: null }, '/it?c%5BR%5D=100'],
    ['JSON', { content: { 'application/json': { schema: colour } } }, RGB, '/it?c=%7B%22R%22%3A100%2C%22G%22%3A200%7D'],
    ['what has no type: a word', {}, '"x"', '/it?c=x'],
    ['what has no type: an object', { style: 'deepObject' }, '{"R":1,"x y":true}', '/it?c%5BR%5D=1&c%5Bx%20y%5D=true'],
    ['nothing', { schema: text }, null, '/it'],
  ])('in the query: %s', async (_, parameter, value, address) => {
    const { ask, notes } = await plugin(asked(parameter));
    expect(notes).toBe('');
    expect((await ask({ c: value })).url).toBe(address);
  });

  // RFC 6570 §3.2.2, 3.2.5, 3.2.7
  it.each<[string, Part, unknown, string]>([
    ['a word', { schema: text }, 'a/b', '/it/a%2Fb'],
    ['a list', { schema: list, explode: true }, ['blue', 'black'], '/it/blue,black'],
    ['an object', { schema: colour }, RGB, '/it/R,100,G,200'],
    ['an object, exploded', { schema: colour, explode: true }, RGB, '/it/R=100,G=200'],
    ['a label', { schema: text, style: 'label' }, 'blue', '/it/.blue'],
    ['a label of a list', { schema: list, style: 'label' }, ['blue', 'black'], '/it/.blue,black'],
    [
      'a label of a list, exploded',
      { schema: list, style: 'label', explode: true },
      ['blue', 'black'],
      '/it/.blue.black',
    ],
    ['a label of an object, exploded', { schema: colour, style: 'label', explode: true }, RGB, '/it/.R=100.G=200'],
    ['a matrix', { schema: text, style: 'matrix' }, 'blue', '/it/;c=blue'],
    ['a matrix of a list', { schema: list, style: 'matrix' }, ['blue', 'black'], '/it/;c=blue,black'],
    [
      'a matrix of a list, exploded',
      { schema: list, style: 'matrix', explode: true },
      ['blue', 'black'],
      '/it/;c=blue;c=black',
    ],
    ['a matrix of an object', { schema: colour, style: 'matrix' }, RGB, '/it/;c=R,100,G,200'],
    ['a matrix of an object, exploded', { schema: colour, style: 'matrix', explode: true }, RGB, '/it/;R=100;G=200'],
    ['JSON', { content: { 'application/json': { schema: list } } }, ['a'], '/it/%5B%22a%22%5D'],
  ])('in the path: %s', async (_, parameter, value, address) => {
    expect((await (await plugin(inPath(parameter))).ask({ c: value })).url).toBe(address);
  });

  it.each<[string, Part, unknown, RegExp]>([
    ['that leads out of its path', inPath({ schema: text }), '..', /c is "\.\.", and it names nothing/],
    [
      'that leads out of it with what stands beside it',
      inPath({ schema: text, style: 'label' }),
      '.',
      /c is "\.", and it/,
    ],
    ['that is empty', inPath({ schema: text }), '', /names nothing/],
    ['of a list within an object', asked({}), '{"a":[1]}', /c is \{"a":\[1\]\}, and no list or object can stand/],
    ['of a word where an object is wanted', asked({ style: 'deepObject' }), '"x"', /an object is wanted/],
    ['that is no JSON text', asked({}), 'x', /is no JSON text/],
  ])('nothing is asked for one %s', async (_, paths, value, message) => {
    await expect((await plugin(paths)).ask({ c: value })).rejects.toMatchObject({
      message: expect.stringMatching(message),
      extensions: { code: 'BAD_USER_INPUT' },
    });
    expect(requests).toEqual([]);
  });

  it('and stands for no other that is written as its own part', async () => {
    const parameters = [
      { name: 'c', in: 'query', style: 'deepObject' },
      { name: 'c[all]', in: 'query', schema: text },
    ];
    const { ask } = await plugin({ '/it': { get: { operationId: 'getIt', parameters, responses } } });
    await expect(ask({ c: '{"all":1}' })).rejects.toThrow(/c\[all\] is another parameter/);
    expect((await ask({ c: '{"a":1}', c_all: 'x' })).url).toBe('/it?c%5Ba%5D=1&c%5Ball%5D=x');
  });

  it('and stands for no other, nor for the plugin’s own key', async () => {
    const parameters = [
      { name: 'c', in: 'query' },
      { name: 'all', in: 'query', schema: text },
    ];
    const components = { securitySchemes: { key: { type: 'apiKey', in: 'query', name: 'api_key' } } };
    const { ask } = await plugin(
      { '/it': { get: { operationId: 'getIt', parameters, responses } } },
      { components, security: [{ key: [] }] },
    );
    const own = { SERVICE_API_KEY: 'ours' };
    await expect(ask({ c: '{"all":"x"}' }, own)).rejects.toThrow(/all is another parameter/);
    await expect(ask({ c: '{"api_key":"x"}' }, own)).rejects.toThrow(/api_key is another parameter/);
    expect((await ask({ c: '{"b":1}' }, own)).url).toBe('/it?b=1&api_key=ours');
  });
});

describe('a parameter that has no way to the service', () => {
  it.each<[string, Part, RegExp]>([
    [
      'in a header',
      { in: 'header' },
      /c of GET \/it is left out: requests carry nothing of the caller's in the header/,
    ],
    ['in a cookie', { in: 'cookie' }, /in the cookie/],
    [
      'of an object within an object',
      { schema: { properties: { a: colour } }, style: 'deepObject' },
      /how deepObject writes what stands within/,
    ],
    ['of lists', { schema: { type: 'array', items: list } }, /how form writes what stands within/],
    ['of a word as a deep object', { schema: text, style: 'deepObject' }, /how deepObject writes a value of its type/],
    [
      'each with blanks',
      { schema: list, style: 'spaceDelimited', explode: true },
      /how spaceDelimited writes each value for itself/,
    ],
    ['of a style that is none', { schema: list, style: 'tabbed' }, /OpenAPI has no style tabbed in the query/],
    ['that is written as XML', { content: { 'application/xml': {} } }, /it is written as application\/xml, not JSON/],
  ])('%s is left out with a note, and its operation where it is needed', async (_, parameter, why) => {
    expect((await plugin(asked(parameter))).notes).toMatch(why);
    const other = { '/other': { get: { responses } } };
    const { notes } = await plugin({ ...asked({ ...parameter, required: true }), ...other });
    expect(notes).toMatch(/GET \/it is left out: it needs c/);
  });

  it('because HTTP says it already is none', async () => {
    const { ask, notes } = await plugin(asked({ name: 'Accept', in: 'header', required: true }));
    expect(notes).toBe('');
    expect((await ask({})).headers.accept).toBe('application/json');
  });
});

describe('what another document says', () => {
  const away = { $ref: 'other.yaml#/it' };
  const other = { '/other': { get: { responses } } };
  it.each<[string, Part]>([
    ['of a path', away],
    ['of a parameter', { get: { parameters: [away], responses } }],
    ['of an answer', { get: { responses: { 200: away } } }],
    ['of a body', { post: { requestBody: away, responses } }],
  ])('%s leaves it out with a note', async (_, item) => {
    const { notes } = await plugin({ '/it': item, ...other });
    expect(notes).toMatch(/^(GET |POST )?\/it is left out: other\.yaml#\/it is not to be found in this document/);
  });

  it('of a value makes it JSON text, which a note says once', async () => {
    const properties = { a: away, b: away };
    const { notes } = await plugin({
      '/it': { get: { responses: { 200: { content: { 'application/json': { schema: { properties } } } } } } },
    });
    expect(notes).toBe('other.yaml#/it is not to be found in this document: what it stands for is JSON text here.');
  });

  it('of a server is another service', async () => {
    const servers = [{ url: 'https://other.example' }];
    const { notes } = await plugin({ '/it': { get: { responses, servers } }, ...other });
    expect(notes).toBe('GET /it is left out: it is asked of another server, https://other.example.');
  });

  it('and a body that is none of JSON is left out of what does not need it', async () => {
    const requestBody = { content: { 'text/csv': {} } };
    expect((await plugin({ '/it': { post: { requestBody, responses } } })).notes).toBe(
      'requestBody of POST /it is left out: it takes text/csv, not JSON.',
    );
  });
});

describe('a service lets the plugin in', () => {
  const it1 = { '/it': { get: { operationId: 'getIt', responses } } };
  const schemes = (
    securitySchemes: Part,
    security: unknown = Object.keys(securitySchemes).map((name) => ({ [name]: [] })),
  ) => ({
    components: { securitySchemes },
    security,
  });
  const key = { type: 'apiKey', in: 'header', name: 'X-Api-Key' };

  it.each<[string, Part, Record<string, string>, object]>([
    ['by a token, where the document says nothing', {}, { SERVICE_TOKEN: 't' }, { authorization: 'Bearer t' }],
    [
      'by a bearer token',
      schemes({ a: { type: 'http', scheme: 'Bearer' } }),
      { SERVICE_TOKEN: 't' },
      { authorization: 'Bearer t' },
    ],
    [
      'by user and password',
      schemes({ a: { type: 'http', scheme: 'basic' } }),
      { SERVICE_LOGIN: 'u:p' },
      { authorization: 'Basic dTpw' },
    ],
    ['by a key in a header', schemes({ a: key }), { SERVICE_API_KEY: 'k' }, { 'x-api-key': 'k' }],
    [
      'by two keys at once',
      schemes({ 'app-id': key, 'app.key': { ...key, name: 'X-App-Key' } }, [{ 'app-id': [], 'app.key': [] }]),
      { SERVICE_API_KEY_APP_ID: 'i', SERVICE_API_KEY_APP_KEY: 'k' },
      { 'x-api-key': 'i', 'x-app-key': 'k' },
    ],
    [
      'by the first way that it knows',
      schemes({ a: { type: 'mutualTLS' }, b: key, c: { type: 'http', scheme: 'basic' } }),
      { SERVICE_API_KEY: 'k', SERVICE_LOGIN: 'u:p' },
      { 'x-api-key': 'k' },
    ],
    [
      'by what is declared, where nothing says for which operation',
      { components: { securitySchemes: { a: key } } },
      { SERVICE_API_KEY: 'k' },
      { 'x-api-key': 'k' },
    ],
  ])('%s', async (_, more, environment, headers) => {
    const { ask, notes } = await plugin(it1, more);
    expect(notes).toBe('');
    const sent = (await ask({}, environment)).headers;
    expect(sent).toMatchObject(headers);
    expect(Object.keys(sent).filter((name) => /auth|key/.test(name))).toEqual(Object.keys(headers));
    expect(Object.keys((await ask({})).headers).filter((name) => /auth|key/.test(name))).toEqual([]);
  });

  it('by a key that the document says again as a parameter', async () => {
    const parameters = [{ name: 'X-API-KEY', in: 'header', required: true, schema: text }];
    const { ask, notes } = await plugin(
      { '/it': { get: { operationId: 'getIt', parameters, responses } } },
      schemes({ a: key }),
    );
    expect(notes).toBe('');
    expect((await ask({}, { SERVICE_API_KEY: 'k' })).headers['x-api-key']).toBe('k');
  });

  it('and gets nothing where an operation wants nothing', async () => {
    const { ask } = await plugin(
      { '/it': { get: { operationId: 'getIt', responses, security: [] } }, '/o': { get: { responses } } },
      schemes({ a: key }),
    );
    expect((await ask({}, { SERVICE_API_KEY: 'k' })).headers['x-api-key']).toBeUndefined();
  });

  it.each<[string, Part, RegExp]>([
    ['by a cookie', { type: 'apiKey', in: 'cookie', name: 'sid' }, /Nothing is sent for a \(apiKey cookie\)/],
    ['by a certificate', { type: 'mutualTLS' }, /Nothing is sent for a \(mutualTLS\)/],
    [
      'by OAuth',
      { type: 'oauth2', flows: {} },
      /Nothing gets a token for a or renews it: SERVICE_TOKEN is sent as it is/,
    ],
  ])('%s only with a note', async (_, scheme, note) => {
    expect((await plugin(it1, schemes({ a: scheme }))).notes).toMatch(note);
  });

  it.each<[string, Part, Record<string, string>, RegExp]>([
    ['a key with a line break', key, { SERVICE_API_KEY: 'k\n' }, /SERVICE_API_KEY holds blanks, line breaks/],
    [
      'a login without a password',
      { type: 'http', scheme: 'basic' },
      { SERVICE_LOGIN: 'u' },
      /SERVICE_LOGIN has no colon: give user:password/,
    ],
  ])('by none of %s: the plugin does not start', async (_, scheme, environment, message) => {
    const { ask } = await plugin(it1, schemes({ a: scheme }));
    await expect(ask({}, environment)).rejects.toThrow(message);
  });
});
