import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPlannerRoom } from '../operation/planning/resting-planner.ts';
import { openSmallCity, type SmallCity } from '../testing/small-city.ts';

let city: SmallCity;
beforeAll(async () => {
  city = await openSmallCity({ gateway: { bodyTimeoutMs: 400, planners: createPlannerRoom() } });
});
afterAll(() => city.close());

const JSON_HEADERS = { 'content-type': 'application/json' };
const post = (body: string | Buffer, headers: Record<string, string> = JSON_HEADERS) =>
  fetch(city.url, { method: 'POST', headers, body: body as string });
const query = (text: string, variables?: unknown) => JSON.stringify({ query: text, variables });
const times = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, n) => part(n)).join('');

const SCHOOLS = '{ schools { code } }';
const VARIABLE =
  'query ($y: String) { school(code: "s1") { name } schools { code } me { enrolments(year: $y) { id } } }';

/** What each bomb is, and how it is refused: status and code. */
const BOMBS: readonly [string, () => Promise<Response>, number, string][] = [
  ['a body of 20 MB', () => post(Buffer.alloc(20_000_000, 'a')), 413, 'QUERY_TOO_LARGE'],
  [
    'nested fragments that double 40 times',
    () =>
      post(
        query(
          `{ ...F0 } ${times(40, (n) => `fragment F${n} on Query { ...F${n + 1} ...F${n + 1} } `)} fragment F40 on Query { schools { code } }`,
        ),
      ),
    200,
    'QUERY_TOO_LARGE',
  ],
  [
    'fragments in a circle',
    () => post(query('{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }')),
    200,
    'GRAPHQL_VALIDATION_FAILED',
  ],
  ['20,000 aliases', () => post(query(`{ ${times(20_000, (n) => `a${n}:schools{code}`)} }`)), 413, 'QUERY_TOO_LARGE'],
  ['300 aliases', () => post(query(`{ ${times(300, (n) => `a${n}:schools{code}`)} }`)), 200, 'QUERY_TOO_LARGE'],
  [
    '20,000 fields in depth',
    () => post(query(`${times(20_000, () => '{a')}${times(20_000, () => '}')}`)),
    200,
    'QUERY_TOO_LARGE',
  ],
  [
    '100 fields in depth',
    () => post(query(`${times(100, () => '{ head')}${times(100, () => '}')}`)),
    200,
    'QUERY_TOO_DEEP',
  ],
  [
    '100,000 directives',
    () => post(query(`{ schools ${times(100_000, () => '@x')} { code } }`)),
    413,
    'QUERY_TOO_LARGE',
  ],
  [
    '500 directives',
    () => post(query(`{ schools { code ${times(500, () => '@skip(if:false)')} } }`)),
    200,
    'QUERY_TOO_LARGE',
  ],
  [
    'a list of 50,000 lists',
    () => post(`{"query":"{a}","variables":{"a":${'['.repeat(25_000)}${']'.repeat(25_000)}}}`),
    200,
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'the same field 1,900 times',
    () => post(query(`{ ${times(950, () => 'x:schools{code} ')} }`)),
    200,
    'QUERY_TOO_LARGE',
  ],
  [
    'a literal list of 1,900 values',
    () => post(query(`{ school(code: [${times(1_900, () => '1 ')}]) { name } }`)),
    200,
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'variables that are named like a prototype',
    () =>
      post(
        `{"query":"${SCHOOLS}","variables":{"__proto__":{"x":1},"constructor":{"prototype":{}}},"extensions":{"__proto__":{}}}`,
      ),
    200,
    '',
  ],
  [
    'an operation named like a prototype',
    () => post(`{"query":"${SCHOOLS}","operationName":"__proto__"}`),
    200,
    'OPERATION_RESOLUTION_FAILURE',
  ],
  [
    'fields named like a prototype',
    () => post(query('{ __proto__ constructor hasOwnProperty }')),
    200,
    'GRAPHQL_VALIDATION_FAILED',
  ],
  ['aliases named like a prototype', () => post(query('{ schools { __proto__: code constructor: name } }')), 200, ''],
  [
    'an unknown encoding',
    () => post(query(SCHOOLS), { ...JSON_HEADERS, 'content-encoding': 'br' }),
    415,
    'BAD_REQUEST',
  ],
  [
    'an unknown charset',
    () => post(query(SCHOOLS), { 'content-type': 'application/json; charset=utf-16' }),
    415,
    'BAD_REQUEST',
  ],
  ['bytes that are no UTF-8', () => post(Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22])), 400, 'BAD_REQUEST'],
  ['NUL bytes', () => post('{"query":"{ schools\u0000{ code } }"}'), 400, 'BAD_REQUEST'],
  ['a batch of 5,000', () => post(`[${times(5_000, (n) => `${n ? ',' : ''}{"query":"{a}"}`)}]`), 400, 'BAD_REQUEST'],
  ['a number as query', () => post('{"query":1e999}'), 400, 'BAD_REQUEST'],
  ['variables of the wrong type', () => post(query(VARIABLE, { y: { deep: { deeper: [1] } } })), 200, 'BAD_USER_INPUT'],
];

describe('a bomb', () => {
  it.each(BOMBS)('%s is refused with a code, and the gateway goes on', async (_, send, status, code) => {
    // Where a body is cut off while it is being sent, some clients see the cut before the answer.
    const response = await send().catch(() => null);
    if (response !== null) {
      const { errors = [] } = (await response.json()) as { errors?: { extensions: { code: string } }[] };
      expect([response.status, errors[0]?.extensions.code ?? '']).toEqual([status, code]);
    } else {
      expect(status).toBe(413);
    }
    expect((await city.ask(SCHOOLS)).data).toEqual({ schools: [{ code: 's1' }, { code: 's2' }] });
    expect(({} as { x?: number }).x).toBeUndefined();
  });

  it('that is sent by halves costs nobody else anything', async () => {
    const { hostname, port } = new URL(city.url);
    const half = connect(Number(port), hostname);
    half.write(
      'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{"query":',
    );
    const answer = new Promise<string>((resolve) => half.once('data', (data) => resolve(String(data))));
    expect((await city.ask(SCHOOLS)).status).toBe(200);
    expect(await answer).toMatch(/^HTTP\/1\.1 408 /);
    half.destroy();
  });

  it('of a kind that reaches the planner lets others be answered meanwhile', async () => {
    // Each is new, large and valid: it is validated, planned and compiled.
    const bombs = Array.from({ length: 10 }, (_, n) =>
      post(
        query(
          `query Q${n} { ${times(25, (m) => `a${n}_${m}: schools { name } `)} ${times(300, () => 'schools { code name } ')} }`,
        ),
      ),
    );
    const beside = Array.from({ length: 20 }, () => city.ask(SCHOOLS));
    for (const { status } of [...(await Promise.all(beside)), ...(await Promise.all(bombs))]) expect(status).toBe(200);
  });
});
