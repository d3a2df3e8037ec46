import { readFileSync } from 'node:fs';
import { departmentSchemaHead, generateSigningKey, POLICY_BUNDLE_TYPE, signDocument } from '@citygraph/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LEAK } from './testing/hostile-http.ts';
import { type HostileVendor, MISBEHAVIOURS, outcomeOf, serveHostileVendor } from './testing/hostile-vendor.ts';
import { openSmallCity, PARENT, type SmallCity } from './testing/small-city.ts';

const AIR = `${departmentSchemaHead()}
  type Query { air_station: AirStation @sensitivity(level: "S1") }
  type AirStation { name: String @sensitivity(level: "S1") index: Int! @sensitivity(level: "S1") keeper: Resident @sensitivity(level: "S1") }
  type Resident @key(fields: "id") { id: ID! name: String @external air_advice: String @requires(fields: "name") @sensitivity(level: "S3") }
  type School @key(fields: "code") { code: String! air_index: Int @sensitivity(level: "S1") air_notes: [String!] @sensitivity(level: "S1") }`;

/** What departments are asked in the city's stories, and what the vendor adds to it. */
const STORIES = [
  { own: 'schools { code name }', theirs: 'schools { code name air_index air_notes }' },
  {
    own: 'me { id name guardianOf { id name } }',
    theirs: 'me { id name air_advice guardianOf { id name air_advice } }',
  },
  {
    own: 'school(code: "s1") { name }',
    theirs: 'school(code: "s1") { name air_index } air_station { name index keeper { name } }',
  },
];

/** Asked while the vendor is asked by others: people's data, what an officer's or parent's app needs of two departments, a refusal, and a change. */
const OWN = [
  '{ schools { code name vacancies } }',
  'query Mine { me { id name title guardianOf { id name enrolments { id status school { name } } } } }',
  '{ resident(id: "res_bo") { id name idNumber } school(code: "s1") { name } division(code: "1") { name } }',
  'mutation Move { moveHouse(to: "x") { id name guardianOf { name } } announce(text: "moved") }',
];

const key = await generateSigningKey();
const soon = new Date(Date.now() + 3_600_000).toISOString();
const bundle = {
  version: 1,
  issuedAt: new Date().toISOString(),
  freshUntil: soon,
  apps: { explorer: { organisation: null, thirdParty: false, documents: [], documentsOnly: false, limits: null } },
  plugins: { air: { disabled: null, release: '1' } },
  grants: [
    {
      id: 'grant_1',
      grantee: { plugin: 'air' },
      coordinates: ['Resident.id', 'Resident.name'],
      purpose: 'self-service',
      until: soon,
      retentionDays: 1,
      needsConsent: false,
    },
  ],
  consents: [],
};

/** What only time ends is given little of it; for the others a busy machine must not look like a fault. */
const isEndedByTime = (name: string): boolean =>
  MISBEHAVIOURS.some((known) => known === name && outcomeOf(known) === 'PLUGIN_TIMEOUT');

/** The plugin's quota has tests of its own: here it would keep the vendor from being asked. */
const PLENTY = { requestsPerSecond: 1e9, requestsPerDay: 1e9, bytesPerMinute: 1e12, costPerMinute: 1e12 };

let vendor: HostileVendor;
let city: SmallCity;
/** What departments answer where no vendor is in the graph at all, byte by byte. */
let alone: readonly string[];
/** Each misbehaviour is another release's: what a breaker learnt from one must not keep the next from being asked. */
let release = 'first';

const TRUST = {
  policy: { keys: [key.publicJwk], bundle: signDocument(POLICY_BUNDLE_TYPE, bundle, [key]) },
  sealing: [{ id: 'a', secret: new Uint8Array(32).fill(9) }],
};

beforeAll(async () => {
  const without = await openSmallCity({ gateway: TRUST });
  try {
    alone = await Promise.all(OWN.map(async (document) => (await without.ask(document, { as: PARENT })).text));
  } finally {
    await without.close();
  }
  vendor = await serveHostileVendor({ answer: honest });
  city = await openSmallCity({
    elsewhere: [{ name: 'air', sdl: AIR, url: vendor.url('honest'), release: () => release }],
    gateway: {
      vendors: {
        loopback: [vendor.authority],
        limits: () => ({ ...PLENTY, timeoutMs: isEndedByTime(release) ? 150 : 3_000 }),
      },
      ...TRUST,
      // The vendor floods from this very process: how late that makes the loop is no news of the hub.
      overload: { maxDelayMs: 60_000 },
    },
  });
});

beforeEach(() => vendor.misbehave(null));
afterAll(async () => {
  await city.close();
  await vendor.close();
});

function honest({ variables = {} }: { readonly variables?: Record<string, unknown> }): unknown {
  const asked = Object.entries(variables).filter(([name]) => name.startsWith('representations'));
  if (asked.length === 0) return { air_station: { name: 'north', index: 42, keeper: null } };
  const answered = asked.map(([name, list]) => [
    name === 'representations' ? '_entities' : name.replace('representations_', '_e'),
    (list as object[]).map((one) => ({ ...one, air_index: 42, air_notes: ['fine'], air_advice: 'stay in' })),
  ]);
  return Object.fromEntries(answered) as unknown;
}

const ask = (selection: string) => city.ask(`{ ${selection} }`, { as: PARENT });

/** An answer without what the vendor was asked for. */
function ofDepartments(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ofDepartments);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !name.startsWith('air_'))
      .map(([name, inner]) => [name, ofDepartments(inner)]),
  );
}

/** That they fail without it is tried by `npm run soak named-lines`. */
it('knows of each misbehaviour a line without which it gets through, or says that it knows none yet', () => {
  const file = readFileSync(new URL('./testing/named-lines.json', import.meta.url), 'utf8');
  const { lines, unnamed } = JSON.parse(file) as { lines: { cases: string[] }[]; unnamed: string[] };
  const played = MISBEHAVIOURS.filter((name) => name !== 'honest');
  expect([...lines.flatMap(({ cases }) => cases), ...unnamed].sort()).toEqual([...played].sort());
});

/** Readable, and not what was asked for: each answer says so where the vendor's part of it is. */
const WRONG = new Set<string>(['proto-keys', 'equal-keys', 'wrong-types']);
/** So do those that are asked about entities alone, as the first is. */
const MISCOUNTED = new Set<string>([
  'too-many-entities',
  'too-few-entities',
  'no-entities',
  'wrong-entities',
  'entities-in-an-object',
]);

const INVALID = 'PLUGIN_INVALID_REPLY';
const CODES = /^(PLUGIN_(UNAVAILABLE|TIMEOUT|INVALID_REPLY|QUOTA)|BAD_USER_INPUT|NOT_FOUND|CONFLICT|INTERNAL_ERROR)$/;

describe('with a vendor in the graph that', () => {
  let expected: readonly string[];
  beforeAll(async () => {
    expected = await Promise.all(STORIES.map(async ({ own }) => JSON.stringify((await ask(own)).data)));
  });

  it('is compared with a city that answers', () => {
    expect(alone[1]).toMatch(/"name":"[^"]+".*"status":"[^"]+"/);
    expect(alone[3]).toContain('"announce":"moved"');
  });

  it('is honest, everything is answered', async () => {
    for (const { theirs } of STORIES) expect((await ask(theirs)).errors).toEqual([]);
    expect((await ask('schools { air_index }')).data).toEqual({ schools: [{ air_index: 42 }, { air_index: 42 }] });
  });

  it.each(MISBEHAVIOURS)(
    'plays %s, departments’ answers are the same to the byte, and its own are typed',
    async (name) => {
      release = name;
      vendor.misbehave(name);
      const before = vendor.received.length;
      const [answers, own] = await Promise.all([
        Promise.all(STORIES.map(({ theirs }) => ask(theirs))),
        Promise.all(OWN.map(async (document) => (await city.ask(document, { as: PARENT })).text)),
      ]);
      expect(own).toEqual(alone);
      for (const [index, { status, data, errors, text, headers }] of answers.entries()) {
        expect(status).toBe(200);
        expect(JSON.stringify(ofDepartments(data))).toBe(expected[index]);
        for (const { path, extensions } of errors) {
          expect(String(extensions.code)).toMatch(CODES);
          expect(path?.some((element) => String(element).startsWith('air_'))).toBe(true);
        }
        expect(text).not.toContain(LEAK);
        expect(text).not.toContain(vendor.authority);
        expect(headers.get('set-cookie')).toBeNull();
        expect(headers.get('cache-control')).toBe('no-store');
      }
      if (outcomeOf(name).startsWith('PLUGIN_')) expect(answers.every(({ errors }) => errors.length > 0)).toBe(true);
      const told = answers.map(({ errors }) => errors.map(({ extensions }) => extensions.code));
      if (WRONG.has(name) || MISCOUNTED.has(name)) {
        expect(told.slice(0, MISCOUNTED.has(name) ? 1 : 3).every((codes) => codes.includes(INVALID))).toBe(true);
      }
      expect(vendor.trapped).toBe(0);
      // Whoever was not asked could not misbehave.
      expect(vendor.received.length - before).toBeGreaterThan(0);
    },
  );
});
