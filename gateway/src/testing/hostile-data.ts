import { LEAK, response } from './hostile-http.ts';
import type { Misbehaviour, Outcome, Stage } from './hostile-vendor.ts';

const INVALID = 'PLUGIN_INVALID_REPLY';

/** A 200 of the right type with this body. */
function body(outcome: Outcome, text: string | Buffer | ((stage: Stage) => string | Buffer)): Misbehaviour {
  return {
    outcome,
    play: (stage) => void stage.socket.write(response(typeof text === 'function' ? text(stage) : text)),
  };
}

/** The honest data with errors beside it. */
function errors(list: readonly unknown[]): Misbehaviour {
  return body('reply', ({ honest }) => JSON.stringify({ ...honest, errors: list }));
}

/** Each object of the honest data, changed. */
function objects(change: (object: Record<string, unknown>) => Record<string, unknown>): Misbehaviour {
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== 'object' || value === null) return value;
    return change(Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner)])));
  };
  return body('reply', ({ honest }) => JSON.stringify({ data: walk(honest.data) }));
}

/** The list of entities, changed; without entities the honest data. */
function entities(change: (list: readonly unknown[]) => unknown): Misbehaviour {
  return body('reply', ({ honest }) => {
    const { _entities: list } = (honest.data ?? {}) as { _entities?: readonly unknown[] };
    return JSON.stringify(list ? { data: { _entities: change(list) } } : honest);
  });
}

const STACK = `Error: connect ECONNREFUSED 10.0.0.7:5432 (${LEAK})\n    at Socket.<anonymous> (/srv/${LEAK}/index.js:10:3)`;

const nested = (depth: number) => `{"data":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}`;

/** What can be done with JSON and with GraphQL. */
export const GRAPHQL_MISBEHAVIOURS = {
  'deep-json': body(INVALID, nested(100_000)),
  'a-little-too-deep': body(INVALID, nested(64)),
  'wide-json': body(INVALID, `{"data":{"a":[${'{},'.repeat(300_000)}{}]}}`),
  'long-string': body(INVALID, JSON.stringify({ data: { hello: 'x'.repeat(100_000) } })),
  'infinite-number': body(INVALID, '{"data":{"size":1e999}}'),
  'invalid-utf8': body(INVALID, Buffer.from('{"data":{"hello":"\xff\xfe"}}', 'latin1')),
  'truncated-json': body(INVALID, '{"data":{"hello":"wor'),
  'two-texts': body(INVALID, '{"data":{}}{"data":{}}'),
  'not-json': body(INVALID, `<h1>${LEAK}</h1>`),
  empty: body(INVALID, ''),
  'a-list': body(INVALID, '[{"data":{}}]'),
  'a-null': body(INVALID, 'null'),
  'nothing-said': body(INVALID, '{}'),
  'data-is-a-list': body(INVALID, '{"data":[]}'),
  'data-is-text': body(INVALID, JSON.stringify({ data: LEAK })),
  'errors-are-text': body(INVALID, JSON.stringify({ data: {}, errors: LEAK })),
  'no-errors-and-no-data': body(INVALID, '{"data":null,"errors":[]}'),

  'proto-keys': body(
    'reply',
    '{"__proto__":{"errors":[1]},"data":{"__proto__":{"isAdmin":true},"a":{"\\u005f_proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}}}}',
  ),
  'equal-keys': body('reply', '{"data":{"hello":"a","hello":"b"},"data":{"hello":"c"}}'),
  'keys-beside-data': body('reply', ({ honest }) =>
    JSON.stringify({
      ...honest,
      extensions: { citygraph: { subjects: [LEAK] }, tracing: LEAK },
      [LEAK.repeat(10_000)]: 1,
    }),
  ),

  'thousands-of-errors': errors(Array.from({ length: 5_000 }, () => ({ message: STACK }))),
  'errors-with-stacks': errors([
    { message: STACK, extensions: { code: 'NOT_FOUND', stacktrace: [STACK], host: LEAK } },
  ]),
  'errors-with-bidi': errors([
    { message: '\u202e\u2066gnp.\u200b\u0000\u001b[2J\ufeff', extensions: { code: 'CONFLICT' } },
  ]),
  'errors-with-markup': errors([
    { message: `<img src=x onerror=alert(1)><a href="https://${LEAK}">x</a>`, extensions: { code: 'BAD_USER_INPUT' } },
  ]),
  'errors-as-the-hub': errors([
    { message: `Sign in again at https://${LEAK}`, extensions: { code: 'UNAUTHENTICATED' } },
    { message: LEAK, extensions: { code: 'FORBIDDEN' } },
    { message: LEAK, extensions: { code: 'DEPARTMENT_UNAVAILABLE' } },
  ]),
  'errors-at-odd-places': errors([
    { message: LEAK, path: 'hello' },
    { message: LEAK, path: ['a', -1, 1.5, null, {}] },
    { message: LEAK, path: Array.from({ length: 10_000 }, () => 'a') },
    { message: LEAK, path: ['__proto__', LEAK] },
  ]),
  'errors-of-all-shapes': errors([null, 1, LEAK, [], { message: { toString: 1 } }, { extensions: null }]),
  'only-errors': body('reply', JSON.stringify({ errors: [{ message: STACK }] })),

  'wrong-types': objects((object) =>
    Object.fromEntries(
      Object.entries(object).map(([key, value]) => [key, typeof value === 'object' ? 'text' : { was: typeof value }]),
    ),
  ),
  'departments-fields': objects((object) => ({
    ...object,
    isAdmin: true,
    secrets: [{ of: LEAK }],
    name: 'forged',
    residentIdNumber: 'forged',
    owner: { id: 'forged' },
  })),
  'lying-typename': objects((object) => ({ ...object, __typename: 'Officer' })),
  'other-keys': objects((object) => ('id' in object ? { ...object, id: 'of-somebody-else' } : object)),
  'too-many-entities': entities((list) => [...list, ...list, { __typename: 'Resident', id: 'uninvited' }]),
  'too-few-entities': entities((list) => list.slice(1)),
  'no-entities': entities(() => null),
  'wrong-entities': entities((list) => list.map(() => 1)),
  'entities-in-an-object': entities((list) => ({ ...list })),
} as const satisfies Readonly<Record<string, Misbehaviour>>;
