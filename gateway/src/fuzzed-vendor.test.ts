import { createServer, type Server } from 'node:net';
import { departmentSchemaHead } from '@citygraph/contract';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LEAK } from './testing/hostile-http.ts';
import { rounds } from './testing/rounds.ts';
import { openSmallCity, PARENT, type SmallCity } from './testing/small-city.ts';
import { grant, key, SEALING, signedBundle } from './testing/test-policy.ts';

const AIR = `${departmentSchemaHead()}
  type Query { air_station: AirStation @sensitivity(level: "S1") }
  type AirStation { name: String @sensitivity(level: "S1") index: Int! @sensitivity(level: "S1") keeper: Resident @sensitivity(level: "S1") }
  type Resident @key(fields: "id") { id: ID! name: String @external air_advice: String @requires(fields: "name") @sensitivity(level: "S3") }
  type School @key(fields: "code") { code: String! air_index: Int @sensitivity(level: "S1") }`;

const OWN = 'me { id name guardianOf { id name } } schools { code name }';
const WITH_AIR =
  'me { id name air_advice guardianOf { id name air_advice } } schools { code name air_index } air_station { name index keeper { name } }';

const RUNS = rounds(1_000, 5_000);
/** After so many replies another release is asked: a breaker must not keep the next from coming. */
const REPLIES_A_RELEASE = 6;

/** What the vendor writes to the next request, made of its honest body. */
let reply: (body: string) => Buffer = (body) => Buffer.from(body);
let asked = 0;
let server: Server;
let city: SmallCity;

beforeAll(async () => {
  server = createServer((socket) => {
    let received = '';
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      const end = received.indexOf('\r\n\r\n');
      const length = Number(/content-length: (\d+)/i.exec(received)?.[1] ?? 0);
      if (end < 0 || received.length < end + 4 + length) return;
      asked += 1;
      socket.end(reply(honest(received.slice(end + 4))));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const authority = `127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  const unlimited = { requestsPerSecond: 1e6, bytesPerMinute: 1e12, requestsPerDay: 1e9, costPerMinute: 1e12 };
  city = await openSmallCity({
    elsewhere: [
      {
        name: 'air',
        sdl: AIR,
        url: `http://${authority}/graphql`,
        release: () => `${Math.floor(asked / REPLIES_A_RELEASE)}`,
      },
    ],
    gateway: {
      vendors: { loopback: [authority], limits: () => ({ ...unlimited, timeoutMs: 1_000 }) },
      policy: { keys: [key.publicJwk], bundle: signedBundle({ grants: [grant({})] }) },
      sealing: SEALING,
      // A busy machine is no vendor's fault.
      overload: { maxDelayMs: 60_000 },
    },
  });
});
afterAll(async () => {
  await city.close();
  await new Promise((resolve) => server.close(resolve));
});

function honest(request: string): string {
  const { variables = {} } = JSON.parse(request) as { variables?: Record<string, unknown> };
  const lists = Object.entries(variables).filter(([name]) => name.startsWith('representations'));
  if (lists.length === 0) return JSON.stringify({ data: { air_station: { name: 'north', index: 42, keeper: null } } });
  const data = lists.map(([name, list]) => [
    name === 'representations' ? '_entities' : name.replace('representations_', '_e'),
    (list as unknown[]).map(() => ({ air_index: 42, air_advice: 'stay in' })),
  ]);
  return JSON.stringify({
    data: Object.fromEntries(data),
    errors: [{ message: `Error: ${LEAK}`, extensions: { code: 'FORBIDDEN', host: LEAK } }],
  });
}

const whole = (body: string | Buffer) =>
  Buffer.concat([
    Buffer.from(
      `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nserver: ${LEAK}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`,
    ),
    Buffer.from(body),
  ]);

interface Damage {
  readonly at: number;
  readonly remove: number;
  readonly insert: Uint8Array;
}

const damage = (whole: Buffer, places: readonly Damage[]): Buffer =>
  places.reduce((bytes, { at, remove, insert }) => {
    const from = Math.floor(at * bytes.length);
    return Buffer.concat([bytes.subarray(0, from), insert, bytes.subarray(from + remove)]);
  }, whole);

const places = fc.array(
  fc.record({
    at: fc.nat(1_000).map((thousandth) => thousandth / 1_000),
    remove: fc.integer({ min: 0, max: 40 }),
    insert: fc.oneof(
      fc.uint8Array({ maxLength: 6 }),
      fc
        .constantFrom('"', '}', '{', '\r\n', '\r\n\r\n', 'null', '"name":"forged",', '"__proto__":{', '[', ':', '0')
        .map((text) => Buffer.from(text)),
    ),
  }),
  { minLength: 1, maxLength: 3 },
);
const names = [
  '_entities',
  '_e0',
  '_e1',
  'air_station',
  'air_index',
  'air_advice',
  'name',
  'id',
  '__typename',
  'keeper',
];
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.constantFrom(null, true, 7, 1e300, 'forged', 'res_bo', 'Resident', '', []),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 5 }),
  ),
})).value;
const replies = fc.oneof(
  places.map((list) => (body: string) => damage(whole(body), list)),
  // The length is right: what is wrong is for whoever reads it.
  places.map((list) => (body: string) => whole(damage(Buffer.from(body), list))),
  json.map((data) => () => whole(JSON.stringify({ data }))),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => () => Buffer.from(bytes)),
);

/** An answer without what the vendor was asked for. */
function ofDepartments(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ofDepartments);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => (name.startsWith('air_') ? [] : [[name, ofDepartments(inner)]])),
  );
}

it(
  `holds ${RUNS} fuzzed replies on the wire: departments’ bytes stay the same, nothing leaks, nothing breaks`,
  async () => {
    const expected = JSON.stringify((await city.ask(`{ ${OWN} }`, { as: PARENT })).data);
    let kept = 0;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(replies, async (fuzzed) => {
        reply = fuzzed;
        const { status, data, errors, text } = await city.ask(`{ ${WITH_AIR} }`, { as: PARENT });
        expect(status).toBe(200);
        expect(JSON.stringify(ofDepartments(data))).toBe(expected);
        for (const { path, extensions } of errors) {
          expect(extensions.code).toMatch(/^PLUGIN_(UNAVAILABLE|TIMEOUT|INVALID_REPLY)$/);
          expect(path?.some((element) => String(element).startsWith('air_'))).toBe(true);
        }
        expect(text).not.toContain(LEAK);
        if (JSON.stringify(data).includes('42')) kept += 1;
        if (errors.some(({ extensions: { code } }) => code === 'PLUGIN_INVALID_REPLY')) refused += 1;
      }),
      { numRuns: RUNS },
    );
    expect(asked).toBeGreaterThan(RUNS * 2);
    // That some are kept and some refused shows that the fuzz reaches both sides.
    expect(kept).toBeGreaterThan(RUNS / 200);
    expect(refused).toBeGreaterThan(RUNS / 5);
    expect(city.logged).not.toContainEqual(expect.objectContaining({ event: 'unexpected' }));
  },
  60_000 + RUNS * 100,
);
