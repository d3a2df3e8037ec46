import {
  CityGraphError,
  departmentSchemaHead,
  type ExchangeRecord,
  type PolicyBundle,
  subjectHash,
} from '@citygraph/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createSealer } from './policy/pairwise/sealer.ts';
import { OFFICER, openSmallCity, PARENT, type SmallCity, type SmallCityOptions } from './testing/small-city.ts';
import { consent, grant, key, SEALING, SECRET, signedBundle } from './testing/test-policy.ts';

const sealer = createSealer(SEALING);
const bo = sealer.seal('air', 'Resident', 'res_bo');
const parent = sealer.seal('air', 'Resident', 'res_parent');
/** Acts for a village. */
const OF_VILLAGE = { ...OFFICER, subject: 'sub-village', divisionPrefix: '220122103201' };
const OF_DISTRICT = { ...OFFICER, subject: 'sub-district', divisionPrefix: '220102' };
const S1 = '@sensitivity(level: "S1")';

const air = {
  name: 'air',
  sdl: `${departmentSchemaHead()}
    type Query {
      air_exposure(holder: ID!, note: String): String ${S1}
      air_sum(holders: [ID!]): Int ${S1}
      air_station: String ${S1}
      air_strict(holder: ID!): Int! ${S1}
      air_filter(by: AirFilter): Boolean ${S1}
    }
    scalar AirFilter
    type School @key(fields: "code") { code: String! air_index(of: ID): Int ${S1} }
    type Resident @key(fields: "id") { id: ID! air_mask: Boolean ${S1} }`,
  resolvers: {
    Query: {
      air_exposure: (_: unknown, { holder, note }: { holder: string; note?: string }) => `${holder}/${note ?? ''}`,
      air_sum: (_: unknown, { holders = [] }: { holders?: string[] }) => holders.length,
      air_station: () => 'north',
      air_strict: () => null,
      air_filter: () => true,
    },
    School: {
      __resolveReference: (reference: unknown) => reference,
      air_index: (_: unknown, { of }: { of?: string }) => of?.length ?? 0,
    },
    Resident: { __resolveReference: (reference: unknown) => reference, air_mask: () => true },
  } as never,
  persons: {
    arguments: {
      'Query.air_exposure(holder:)': 'Resident.id',
      'Query.air_sum(holders:)': 'Resident.id',
      'School.air_index(of:)': 'Resident.id',
      'Query.air_strict(holder:)': 'Resident.id',
    },
    subject: true,
  },
};

let city: SmallCity;
const records: ExchangeRecord[] = [];
/** What was written down before vendors were asked, and how many requests they had by then. */
const announced: { record: ExchangeRecord; asked: number }[] = [];
let isFull = false;
const ledger = {
  isAvailable: () => true,
  async announce(record: ExchangeRecord) {
    if (isFull) throw new CityGraphError('LEDGER_UNAVAILABLE', 'The disk is full.');
    announced.push({ record, asked: vendor().length });
  },
  append: async (record: ExchangeRecord) => void records.push(record),
};
const decide = (parts: Partial<PolicyBundle> = {}) => city.gateway.setPolicy(signedBundle(parts));
const toAir = grant({ coordinates: ['Resident.id'] });

beforeAll(async () => {
  city = await openSmallCity({
    gateway: {
      policy: { keys: [key.publicJwk], subjectSecret: SECRET },
      sealing: SEALING,
      ledger: { ledger, subjectSecret: SECRET },
    },
    vendors: [air],
    persons: [OF_VILLAGE],
  });
});
beforeEach(() => {
  city.forget();
  records.length = 0;
  announced.length = 0;
  isFull = false;
});
afterAll(() => city.close());

const vendor = () => city.vendors[0]?.received ?? [];
const codes = (asked: { errors: readonly { path?: unknown; extensions: { code?: string } }[] }) =>
  asked.errors.map(({ path, extensions: { code } }) => `${(path as string[]).join('.')} ${code}`);

describe('an argument that holds somebody’s key', () => {
  const exposure = (holder: string) =>
    city.ask('query E($h: ID!) { air_exposure(holder: $h) }', { as: PARENT, variables: { h: holder } });

  it('needs a grant, as a key does', async () => {
    decide();
    expect(codes(await exposure('res_bo'))).toEqual(['air_exposure GRANT_REQUIRED']);
    expect(vendor()).toEqual([]);
  });

  it('is evidence, whatever became of the answer', async () => {
    decide({ grants: [toAir] });
    const { data } = await city.ask('query E($h: ID!) { air_strict(holder: $h) }', {
      as: PARENT,
      variables: { h: 'res_bo' },
    });
    expect(data).toBeNull();
    expect(vendor()).toHaveLength(1);
    expect(records).toMatchObject([
      {
        receivers: ['air:Resident.id'],
        coordinates: [],
        subjects: expect.arrayContaining([subjectHash(SECRET, 'Resident', 'res_bo')]),
      },
    ]);
  });

  it('is written down before the vendor is told, and once more with what was answered', async () => {
    decide({ grants: [toAir] });
    await exposure('res_bo');
    expect(announced).toMatchObject([
      { asked: 0, record: { receivers: ['air:Resident.id'], coordinates: [], rows: 0, grants: ['grant_1'] } },
    ]);
    expect(records.map(({ id }) => id)).toEqual([announced[0]?.record.id]);
    await city.ask('{ schools { code } }', { as: PARENT });
    expect(announced).toHaveLength(1);
  });

  it('does not leave while that cannot be written down; what is nobody’s does', async () => {
    decide({ grants: [toAir] });
    isFull = true;
    const asked = await city.ask('query E($h: ID!) { air_exposure(holder: $h) air_station }', {
      as: PARENT,
      variables: { h: 'res_bo' },
    });
    expect(asked.data).toEqual({ air_exposure: null, air_station: 'north' });
    expect(codes(asked)).toEqual(['air_exposure LEDGER_UNAVAILABLE']);
    expect(JSON.stringify(vendor())).not.toContain(bo);
    expect(records).toEqual([]);
  });

  it('is the vendor’s own id of them, and evidence says so', async () => {
    decide({ grants: [toAir] });
    expect((await exposure('res_bo')).data).toEqual({ air_exposure: `${bo}/` });
    expect(JSON.stringify(vendor())).not.toContain('res_bo');
    expect(records).toMatchObject([{ receivers: ['air:Resident.id'], grants: ['grant_1'] }]);
    expect(records[0]?.subjects).toContain(subjectHash(SECRET, 'Resident', 'res_bo'));
  });

  it.each<[string, string, Record<string, unknown>, unknown]>([
    ['in the text', '{ air_exposure(holder: "res_bo", note: "x") }', {}, { air_exposure: `${bo}/x` }],
    [
      'twice',
      '{ a: air_exposure(holder: "res_bo") b: air_exposure(holder: "res_bo") }',
      {},
      { a: `${bo}/`, b: `${bo}/` },
    ],
    ['in a list', 'query S($h: [ID!]) { air_sum(holders: $h) }', { h: ['res_bo', 'res_ada'] }, { air_sum: 2 }],
    ['left out', 'query S($h: [ID!]) { air_sum(holders: $h) }', {}, { air_sum: 0 }],
    [
      'of an entity',
      'query I($h: ID) { school(code: "s1") { air_index(of: $h) } }',
      { h: 'res_bo' },
      { school: { air_index: bo.length } },
    ],
  ])('is sealed %s', async (_, query, variables, data) => {
    decide({ grants: [toAir] });
    expect(await city.ask(query, { as: PARENT, variables })).toMatchObject({ data, errors: [] });
    expect(JSON.stringify(vendor())).not.toMatch(/res_bo|res_ada/);
  });

  it.each<[string, string, Record<string, unknown>]>([
    ['beside it', 'query E($h: ID!, $n: String) { air_exposure(holder: $h, note: $n) }', { h: 'res_bo', n: 'res_bo' }],
    ['in another one’s text', 'query E($h: ID!) { air_exposure(holder: $h, note: "res_bo") }', { h: 'res_bo' }],
    ['as a default of another', 'query E($n: String = "card_1") { air_exposure(holder: "x", note: $n) }', {}],
    [
      'in a default that stands beside it too',
      'query E($h: ID! = "res_bo", $n: String = "res_bo") { air_exposure(holder: $h, note: $n) }',
      {},
    ],
    ['sealed for the vendor already', 'query E($n: String) { air_exposure(holder: "x", note: $n) }', { n: bo }],
  ])('is refused where the contract knows of none: %s', async (_, query, variables) => {
    decide({ grants: [toAir] });
    const asked = await city.ask(query, { as: PARENT, variables });
    expect(asked.errors.map(({ extensions }) => extensions.code)).toContain('BAD_USER_INPUT');
    expect(JSON.stringify(vendor())).not.toContain('res_bo');
  });

  it.each<[string, string, Record<string, unknown>]>([
    ['a word without quotes', '{ air_filter(by: res_bo) }', {}],
    ['a word in an object', '{ air_filter(by: { of: [res_bo] }) }', {}],
    ['a name in an object', '{ air_filter(by: { res_bo: 1 }) }', {}],
    ['a word of a default', 'query F($f: AirFilter = [[res_bo]]) { air_filter(by: $f) }', {}],
    ['a name of a default', 'query F($f: AirFilter = { a: { hh_1: 1 } }) { air_filter(by: $f) }', {}],
    ['a variable in an object', 'query F($f: String) { air_filter(by: { of: [{ f: $f }] }) }', { f: 'res_bo' }],
    ['a name in a variable', 'query F($f: AirFilter) { air_filter(by: $f) }', { f: [{ a: [{ res_bo: 1 }] }] }],
  ])('is refused in a scalar of the vendor’s own: %s', async (_, query, variables) => {
    decide({ grants: [toAir] });
    const { data, ...asked } = await city.ask(query, { as: PARENT, variables });
    expect({ data, codes: codes(asked) }).toEqual({ data: { air_filter: null }, codes: ['air_filter BAD_USER_INPUT'] });
    expect(vendor()).toEqual([]);
  });

  it('is refused where it could be hidden too deep to be found', async () => {
    decide({ grants: [toAir] });
    const deep = JSON.parse(`${'['.repeat(1_000)}1${']'.repeat(1_000)}`);
    const asked = await city.ask('query F($f: AirFilter) { air_filter(by: $f) }', {
      as: PARENT,
      variables: { f: deep },
    });
    expect(codes(asked)).toEqual(['air_filter BAD_USER_INPUT']);
    expect(vendor()).toEqual([]);
  });

  it.each<[string, string, Record<string, unknown>, unknown]>([
    ['an alias', '{ res_bo: air_station of_hh_1: air_station }', {}, { res_bo: 'north', of_hh_1: 'north' }],
    [
      'an alias of an entity’s field',
      '{ school(code: "s1") { res_bo: air_index(of: "res_bo") } }',
      {},
      { school: { res_bo: bo.length } },
    ],
    [
      'a variable’s name',
      'query($res_bo: ID!) { air_exposure(holder: $res_bo) }',
      { res_bo: 'res_bo' },
      { air_exposure: `${bo}/` },
    ],
    [
      'the name of a condition',
      'query($res_bo: Boolean!) { air_station @include(if: $res_bo) }',
      { res_bo: true },
      { air_station: 'north' },
    ],
    ['the operation’s name', 'query res_bo { air_station }', {}, { air_station: 'north' }],
    ['a fragment’s name', '{ ...res_bo } fragment res_bo on Query { air_station }', {}, { air_station: 'north' }],
  ])('does not reach a vendor as %s, and the client has what it calls so', async (_, query, variables, data) => {
    decide({ grants: [toAir] });
    expect(await city.ask(query, { as: PARENT, variables })).toMatchObject({ data, errors: [] });
    expect(vendor()).toHaveLength(1);
    expect(JSON.stringify(vendor())).not.toMatch(/res_bo|hh_1/);
  });

  it('is not told by the path of an error', async () => {
    decide({ grants: [toAir] });
    const { data, ...asked } = await city.ask('{ res_bo: air_filter(by: "res_bo") }', { as: PARENT });
    expect({ data, codes: codes(asked) }).toEqual({ data: { res_bo: null }, codes: ['res_bo BAD_USER_INPUT'] });
  });

  it('is asked for the consent of whom it names', async () => {
    const grants = [grant({ coordinates: ['Resident.id'], needsConsent: true })];
    const ofBo = consent({ subject: subjectHash(SECRET, 'Resident', 'res_bo') });
    decide({ grants, consents: [consent()] });
    expect(codes(await exposure('res_bo'))).toEqual(['air_exposure CONSENT_REQUIRED']);
    expect(vendor()).toEqual([]);
    decide({ grants, consents: [consent(), ofBo] });
    expect((await exposure('res_bo')).data).toEqual({ air_exposure: `${bo}/` });
  });
});

describe('who asks', () => {
  const station = (as = PARENT) => city.ask('{ air_station }', { as });
  const subject = () => vendor()[0]?.viewer?.principal.subject;
  const scopes = () => vendor()[0]?.viewer?.principal.scopes;

  it('is said to nobody without a grant, and the rest is served', async () => {
    decide();
    expect((await station()).data).toEqual({ air_station: 'north' });
    expect(subject()).toBeNull();
    expect(scopes()).toEqual([]);
    expect(records).toEqual([]);
  });

  it('is said under a grant, by the vendor’s own id, and evidence says so', async () => {
    decide({ grants: [toAir] });
    expect((await station()).data).toEqual({ air_station: 'north' });
    expect(subject()).toBe(parent);
    expect(scopes()).toEqual(['Resident.id']);
    expect(JSON.stringify(vendor()[0]?.viewer)).not.toMatch(/res_parent|sub-parent/);
    expect(records).toMatchObject([
      {
        receivers: ['air:Resident.id'],
        subjects: [subjectHash(SECRET, 'Resident', 'res_parent')],
        grants: ['grant_1'],
      },
    ]);
  });

  it.each<[string, Partial<PolicyBundle>]>([
    ['a stale policy', { grants: [toAir], freshUntil: new Date(Date.now() - 1).toISOString() }],
    ['no consent', { grants: [grant({ coordinates: ['Resident.id'], needsConsent: true })] }],
    [
      'a grant for another purpose',
      { grants: [grant({ coordinates: ['Resident.id'], purpose: 'social-assistance' })] },
    ],
  ])('is not said under %s', async (_, parts) => {
    decide(parts);
    expect((await station()).data).toEqual({ air_station: 'north' });
    expect(subject()).toBeNull();
  });

  it('is nobody when an officer or a stranger asks', async () => {
    decide({ grants: [toAir] });
    await station(OFFICER);
    expect(subject()).toBeNull();
    city.forget();
    await city.ask('{ air_station }');
    expect(subject()).toBeNull();
  });
});

describe('for which part of the city who asks acts', () => {
  const toldOf = grant({ coordinates: ['Tenant.divisionPrefix'], purpose: 'social-assistance' });
  let named: SmallCity;
  beforeAll(async () => {
    named = await openSmallCity({
      gateway: {
        policy: { keys: [key.publicJwk], subjectSecret: SECRET },
        sealing: SEALING,
        ledger: { ledger, subjectSecret: SECRET },
      },
      vendors: [{ ...air, persons: { ...air.persons, tenant: true } }],
      persons: [OF_VILLAGE, OF_DISTRICT],
    });
  });
  afterAll(() => named.close());
  const told = async (to: SmallCity, as: typeof OFFICER, grants: PolicyBundle['grants']) => {
    to.forget();
    to.gateway.setPolicy(signedBundle({ grants }));
    const answer = await to.ask('{ air_station }', { as, headers: { 'citygraph-purpose': 'social-assistance' } });
    expect(answer.data).toEqual({ air_station: 'north' });
    return to.vendors[0]?.received[0]?.viewer?.principal;
  };

  it('is said under a grant, as its town at the finest, and nothing else of them', async () => {
    const { subject, divisionPrefix, scopes, agency, roles } = (await told(named, OF_VILLAGE, [toldOf])) ?? {};
    expect({ subject, divisionPrefix, scopes, agency, roles }).toEqual({
      subject: null,
      divisionPrefix: '220122103',
      scopes: ['Tenant.divisionPrefix'],
      agency: null,
      roles: [],
    });
    expect(records).toMatchObject([{ receivers: ['air:Tenant.divisionPrefix'], subjects: [], grants: ['grant_1'] }]);
  });

  it('is said to nobody without a grant', async () => {
    expect(await told(named, OF_VILLAGE, [])).toMatchObject({ divisionPrefix: null, scopes: [] });
    expect(records).toEqual([]);
  });

  it('is nothing when a resident asks', async () => {
    expect(await told(named, PARENT, [toldOf])).toMatchObject({ divisionPrefix: null, scopes: [] });
  });

  it('is never said to a plugin that did not ask for it, whatever was granted', async () => {
    expect(await told(city, OF_VILLAGE, [toldOf, { ...toAir, purpose: 'social-assistance' }])).toMatchObject({
      divisionPrefix: null,
      scopes: [],
    });
  });

  it('keeps offices apart: one that asks at the same time is not answered by what another got', async () => {
    named.forget();
    named.gateway.setPolicy(signedBundle({ grants: [toldOf] }));
    const headers = { 'citygraph-purpose': 'social-assistance' };
    await Promise.all([OF_VILLAGE, OF_DISTRICT].map((as) => named.ask('{ air_station }', { as, headers })));
    const seen = named.vendors[0]?.received.map(({ viewer }) => viewer?.principal.divisionPrefix);
    expect(seen?.sort()).toEqual(['220102', '220122103']);
  });
});

it.each<[string, SmallCityOptions['vendors'] extends readonly (infer V)[] | undefined ? Partial<V> : never, RegExp]>([
  [
    'a field that is not there',
    { persons: { arguments: { 'Query.air_none(holder:)': 'Resident.id' } } },
    /has no Query\.air_none/,
  ],
  [
    'a field that is no key',
    { persons: { arguments: { 'Query.air_sum(holders:)': 'Resident.name' } } },
    /Resident\.name is no key/,
  ],
  [
    'what is no argument',
    { persons: { arguments: { 'Query.air_sum': 'Resident.id' } } },
    /write Type\.field\(argument:\)/,
  ],
])('a contract that names %s is refused before it is served', async (_, parts, message) => {
  await expect(openSmallCity({ gateway: { sealing: SEALING }, vendors: [{ ...air, ...parts }] })).rejects.toThrow(
    message,
  );
});
