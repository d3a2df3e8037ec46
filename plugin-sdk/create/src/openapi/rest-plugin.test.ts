import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StartError } from '@citygraph/contract';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { buildASTSchema, parse, print, validate } from 'graphql';
import { openApiDocument, type Part } from './document.ts';
import { readOpenApi } from './read-open-api.ts';
import { restPlugin } from './rest-plugin.ts';

const names = { namespace: 'park', Namespace: 'Park' };
const PARKING = fileURLToPath(new URL('../testing/parking.openapi.yaml', import.meta.url));
const json = (schema: unknown) => ({ 200: { content: { 'application/json': { schema } } } });
/** Whatever a document says of a type, said of the answer of its only path. */
const pluginOf = (schema: unknown, schemas: Part = {}, more: Part = {}) =>
  restPlugin(
    openApiDocument(
      { openapi: '3.1.0', paths: { '/it': { get: { responses: json(schema) } } }, components: { schemas }, ...more },
      'here',
    ),
    names,
  );
const sdlOf = ({ files }: ReturnType<typeof restPlugin>): string =>
  files.find(({ path }) => path === 'schema.graphql')?.text ?? '';
const schemaOf = (sdl: string) => buildASTSchema(parse(sdl), { assumeValidSDL: true });
const answerOf = (schema: unknown, schemas?: Part): string =>
  String(
    schemaOf(sdlOf(pluginOf(schema, schemas)))
      .getQueryType()
      ?.getFields().park_getIt?.type,
  );

describe('a schema of an answer', () => {
  it.each<[string, unknown, string]>([
    ['text', { type: 'string' }, 'String'],
    ['a day', { type: 'string', format: 'date' }, 'Date'],
    ['a moment', { type: ['string', 'null'], format: 'date-time' }, 'DateTime'],
    ['a number of 32 bits', { type: 'integer' }, 'Int'],
    ['a wider number', { type: 'integer', format: 'int64' }, 'Float'],
    ['a number beyond 32 bits', { type: 'integer', maximum: 1e12 }, 'Float'],
    ['a list', { type: 'array', items: { type: 'array', items: { type: 'number' } } }, '[[Float!]!]'],
    ['words to choose from', { enum: ['ON', 'OFF'] }, 'ParkGetItResult'],
    ['words that are no names', { type: 'string', enum: ['in-use', 'off'] }, 'String'],
    ['one of one', { oneOf: [{ type: 'null' }, { type: 'boolean' }] }, 'Boolean'],
    ['one of many', { oneOf: [{ type: 'string' }, { type: 'boolean' }] }, 'String'],
    ['anything', {}, 'String'],
    ['a list of anything', { type: 'array', items: {} }, 'String'],
    ['what another document says', { $ref: 'other.yaml#/Pet' }, 'String'],
  ])('of %s has a type', (_, schema, type) => {
    expect(answerOf(schema)).toBe(type);
  });

  it('that refers to itself is one type', () => {
    const Node = {
      properties: {
        next: { $ref: '#/components/schemas/Node' },
        all: { type: 'array', items: { $ref: '#/components/schemas/Node' } },
      },
    };
    const sdl = sdlOf(pluginOf({ $ref: '#/components/schemas/Node' }, { Node }));
    expect(sdl).toMatch(/type ParkNode .*\{\n {2}next: ParkNode\n {2}all: \[ParkNode!\]\n\}/);
  });

  it.each([
    ['refers to nothing but itself', { Loop: { $ref: '#/components/schemas/Loop' } }],
    ['is made of itself', { Loop: { allOf: [{ $ref: '#/components/schemas/Loop' }] } }],
    ['is a list of itself', { Loop: { type: 'array', items: { $ref: '#/components/schemas/Loop' } } }],
  ])('that %s is JSON text', (_, schemas) => {
    expect(answerOf({ $ref: '#/components/schemas/Loop' }, schemas)).toBe('String');
  });

  it('keeps two types apart that GraphQL would call alike', () => {
    const sdl = sdlOf(
      pluginOf(
        { properties: { a: { $ref: '#/components/schemas/my-pet' }, b: { $ref: '#/components/schemas/my.pet' } } },
        { 'my-pet': { properties: { x: { type: 'string' } } }, 'my.pet': { properties: { y: { type: 'string' } } } },
      ),
    );
    expect(sdl).toContain('a: ParkMyPet\n');
    expect(sdl).toContain('b: ParkMyPet_2\n');
  });

  it('gives fields names that the hub takes, and remembers what the service calls them', () => {
    const properties = Object.fromEntries(
      ['a-b', 'a.b', 'constructor', '__proto', '1st', ''].map((name) => [name, { type: 'string' }]),
    );
    const { files } = pluginOf({ properties });
    const fields = files.find(({ path }) => path === 'src/operations.ts')?.text ?? '';
    for (const name of ['a_b', 'a_b_2', 'constructor_', 'proto', 'n1st', 'value'])
      expect(fields).toContain(`"${name}": {`);
  });
});

describe('types that refer to each other', () => {
  const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
  /** How often parts were looked at until the plugin was made of them. */
  const visits = (schema: unknown, schemas: Part): number => {
    const post = { requestBody: { content: { 'application/json': { schema } } }, responses: json(schema) };
    const document = openApiDocument({ paths: { '/it': { post } }, components: { schemas } }, 'here');
    let count = 0;
    restPlugin(
      {
        ...document,
        follow(part) {
          count += 1;
          if (count > 1_000_000) throw new Error('It goes on and on.');
          return document.follow(part);
        },
      },
      names,
    );
    return count;
  };
  const numbered = Array.from({ length: 30 }, (_, index) => `T${index}`);
  const each = (schemaOfOne: (name: string, index: number) => unknown): Part =>
    Object.fromEntries(numbered.map((name, index) => [name, schemaOfOne(name, index)]));

  it.each<[string, Part]>([
    ['each to each', each(() => ({ properties: Object.fromEntries(numbered.map((name) => [name, ref(name)])) }))],
    [
      'each to each, and must have all',
      each(() => ({ required: numbered, properties: Object.fromEntries(numbered.map((name) => [name, ref(name)])) })),
    ],
    [
      'each to each, and one of which is anything',
      each((_, index) => ({
        properties: {
          ...Object.fromEntries(numbered.map((name) => [name, ref(name)])),
          ...(index === 29 && { any: {} }),
        },
      })),
    ],
    [
      'each twice to the next of which it is made',
      each((_, index) =>
        index === 29
          ? { properties: { x: { type: 'string' } } }
          : { allOf: [ref(`T${index + 1}`), ref(`T${index + 1}`)], properties: { [`x${index}`]: { type: 'string' } } },
      ),
    ],
  ])('%s, are looked at so often as there are references, not ways', (_, schemas) => {
    expect(visits(ref('T0'), schemas)).toBeLessThan(30 * 30 * 40);
  });

  it('may be sent as they are, in a circle as well', () => {
    const A = { properties: { b: ref('B') } };
    const B = { properties: { a: ref('A'), x: { type: 'string' } } };
    const paths = {
      '/it': { post: { requestBody: { content: { 'application/json': { schema: ref('A') } } }, responses: json({}) } },
    };
    const plugin = (schemas: Part) =>
      sdlOf(restPlugin(openApiDocument({ paths, components: { schemas } }, 'here'), names));
    expect(plugin({ A, B })).toContain('input: ParkAInput');
    expect(plugin({ A, B: { properties: { a: ref('A'), 'a-b': { type: 'string' } } } })).toContain('input: String');
  });
});

describe('texts of a document', () => {
  it.each([
    [undefined, 'A service that answers over HTTP'],
    ['Parking', 'Parking, a service that answers over HTTP'],
    ['停车', '停车, a service that answers over HTTP'],
    ['Parking of the city', 'Parking of the city'],
  ])('make a description that a manifest may have: %j', (title, description) => {
    const { values } = pluginOf({ type: 'string' }, {}, { info: { title } });
    expect(JSON.parse(String(values.descriptionEn))).toBe(description);
  });

  it('are shown without markup, addresses and what cannot be seen', () => {
    const description =
      'See <b>this</b> [page](https://evil.example) \u202Eor https://evil.example\u200B &amp; "javascript: x"';
    const sdl = sdlOf(pluginOf({ properties: { x: { type: 'string', description } } }));
    expect(sdl).not.toMatch(/evil|<b>|\u202E|\u200B|&amp;|javascript:/);
    expect(sdl).toContain('"See this page or');
  });
});

describe('a document', () => {
  let folder: string;
  let server: Server;
  let origin: string;
  const served: Record<string, string> = {};
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'citygraph-openapi-'));
    served['/parking.yaml'] = await readFile(PARKING, 'utf8');
    served['/huge.json'] = `{"x":"${'x'.repeat(5 * 1024 * 1024)}"}`;
    server = createServer((req, res) => {
      if (req.url === '/moved') return void res.writeHead(302, { location: '/parking.yaml' }).end();
      const text = served[req.url ?? ''];
      return void res.writeHead(text === undefined ? 404 : 200).end(text);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true });
  });
  const file = async (text: string): Promise<string> => {
    await writeFile(join(folder, 'openapi.yaml'), text);
    return join(folder, 'openapi.yaml');
  };

  it('is read from this machine as from a file', async () => {
    const [near, here] = await Promise.all([readOpenApi(`${origin}/parking.yaml`), readOpenApi(PARKING)]);
    expect(sdlOf(restPlugin(near, names))).toBe(sdlOf(restPlugin(here, names)));
  });

  it.each<[string, () => Promise<string>, RegExp]>([
    ['that is not there', async () => join(folder, 'none.yaml'), /cannot be read \(ENOENT\)/],
    ['that is no YAML', () => file('a: ['), /:\d+:\d+: this is neither JSON nor YAML\.$/],
    ['half written', () => file('{"openapi": "3.0.0", "paths"'), /:\d+:\d+: this is neither JSON nor YAML\.$/],
    ['that is a list', () => file('- 1'), /holds no mapping/],
    ['of an older version', () => file('swagger: "2.0"\npaths: {}'), /says version "2\.0"/],
    ['without paths', () => file('openapi: 3.0.0'), /has no paths/],
    [
      'of too many aliases',
      () => file(`openapi: 3.0.0\na: &a [x]\n${'b: '}[${'*a,'.repeat(200)}]`),
      /neither JSON nor YAML/,
    ],
    ['that others could change on its way', async () => 'http://parking.example/openapi.yaml', /is not https/],
    ['that is nowhere on the server', async () => `${origin}/none`, /answers 404/],
    ['that is somewhere else by now', async () => `${origin}/moved`, /cannot be fetched/],
    ['that is huge', async () => `${origin}/huge.json`, /more than 4194304 bytes/],
  ])('%s is a sentence', async (_, said, message) => {
    await expect(readOpenApi(await said())).rejects.toThrow(message);
    await expect(readOpenApi(await said())).rejects.toThrow(StartError);
  });

  it('of which nothing can be carried over says why', () => {
    const paths = { '/it': { delete: {}, get: { responses: { 200: { content: { 'text/html': {} } } } } } };
    expect(() => restPlugin(openApiDocument({ paths }, 'here'), names)).toThrow(
      /here becomes a field.*DELETE.*text\/html, not JSON/,
    );
  });

  it('says where its service is, with its variables at their defaults', () => {
    const servers = [{ url: 'https://{a}.example:8443/v1/?x', variables: { a: { default: 'api' } } }];
    expect(pluginOf({}, {}, { servers }).values.serviceUrl).toBe('https://api.example:8443/v1');
    expect(
      pluginOf({}, {}, { servers: [{ url: '/v1' }] })
        .notes.map(({ en }) => en)
        .join(),
    ).toMatch(/names no server/);
  });

  it('of any shape makes a schema or a sentence', () => {
    const word = fc.constantFrom(
      'type',
      'properties',
      'items',
      'allOf',
      'oneOf',
      'enum',
      'object',
      'array',
      'string',
      '$ref',
      '#/paths',
      'a-b',
      '',
    );
    const anything = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: 'small' },
        word,
        fc.constant(null),
        fc.integer(),
        fc.array(tie('any'), { maxLength: 3 }),
        fc.dictionary(word, tie('any'), { maxKeys: 4 }),
      ),
    })).any;
    let count = 0;
    fc.assert(
      fc.property(anything, anything, anything, (schema, parameter, body) => {
        const post = {
          parameters: [parameter],
          requestBody: { content: { 'application/json': { schema: body } } },
          responses: json(schema),
        };
        const document = openApiDocument(
          { paths: { '/it': { post, parameters: parameter } }, components: { schemas: { X: schema } } } as Part,
          'here',
        );
        try {
          const made = restPlugin(document, names);
          expect(
            validate(schemaOf(`${sdlOf(made)} ${'type Query { x: Int }'}`), parse(made.values.trialDocument ?? '')),
          ).toEqual([]);
          expect(print(parse(sdlOf(made)))).toContain('park_');
          count += 1;
        } catch (error) {
          if (!(error instanceof StartError)) throw error;
        }
      }),
      { numRuns: 300, seed: 8 },
    );
    expect(count).toBeGreaterThan(100);
  });
});
