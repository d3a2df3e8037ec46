import { departmentSchemaHead, type Principal, type Standing, subjectHash } from '@citygraph/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createSealer } from './policy/pairwise/sealer.ts';
import { OFFICER, openSmallCity, PARENT, type SmallCity } from './testing/small-city.ts';
import { consent, grant, key, SEALING, SECRET, signedBundle } from './testing/test-policy.ts';

const sealer = createSealer(SEALING);
const S1 = '@sensitivity(level: "S1")';

const air = {
  name: 'air',
  sdl: `${departmentSchemaHead()}
    type Query { air_exposure(holder: ID): String ${S1} air_sum(holders: [ID!]): Int ${S1} air_station: String ${S1} }
    type Mutation { air_order(holder: ID!): Boolean ${S1} }
    type School @key(fields: "code") { code: String! air_index(of: ID): Int ${S1} }`,
  resolvers: {
    Query: {
      air_exposure: (_: unknown, { holder }: { holder?: string }) => `of ${holder}`,
      air_sum: (_: unknown, { holders = [] }: { holders?: string[] }) => holders.length,
      air_station: () => 'north',
    },
    Mutation: { air_order: () => true },
    School: { __resolveReference: (reference: unknown) => reference, air_index: () => 1 },
  } as never,
  persons: {
    arguments: {
      'Query.air_exposure(holder:)': 'Resident.id',
      'Query.air_sum(holders:)': 'Resident.id',
      'Mutation.air_order(holder:)': 'Resident.id',
      'School.air_index(of:)': 'Resident.id',
    },
  },
};

const LENDER: Principal = { ...PARENT, app: 'app-lender', subject: 'sub-parent-lender' };
const AT_WORK = { 'citygraph-purpose': 'social-assistance' };
const ON_CASE = { ...AT_WORK, 'citygraph-case': 'case_1' };

const relations: Omit<Standing, 'case' | 'version'> = {
  resident: null,
  guardianOf: [],
  household: null,
  dwelling: null,
  represents: [],
};
const kase: NonNullable<Standing['case']> = {
  id: 'case_1',
  agency: OFFICER.agency ?? '',
  purposes: ['social-assistance'],
  subjects: ['res_bo'],
  exp: Math.floor(Date.now() / 1000) + 3600,
};
/** The register's answer to officers; each test's case has an id of its own, for answers are kept for a while. */
const cases: Record<string, NonNullable<Standing['case']>> = {
  case_1: kase,
  case_over: { ...kase, id: 'case_over', exp: Math.floor(Date.now() / 1000) - 1 },
  case_tax: { ...kase, id: 'case_tax', purposes: ['tax'] },
  case_else: { ...kase, id: 'case_else', agency: '11220100MB1C101567' },
};

let city: SmallCity;
let isGovernmentDown = false;
const decide = (parts: Parameters<typeof signedBundle>[0] = {}) => city.gateway.setPolicy(signedBundle(parts));
const granted = ['self-service', 'social-assistance'] as const;
const toAir = granted.map((purpose) => grant({ id: `grant_${purpose}`, coordinates: ['Resident.id'], purpose }));

beforeAll(async () => {
  city = await openSmallCity({
    gateway: { policy: { keys: [key.publicJwk], subjectSecret: SECRET }, sealing: SEALING },
    vendors: [air],
    persons: [LENDER, { ...PARENT, subject: 'sub-late' }],
    misbehave: { government: () => (isGovernmentDown ? { status: 503, body: '' } : null) },
    standing: ((input: { resident: string | null; caseId: string | null }): Standing => ({
      ...relations,
      ...(input.resident === 'res_parent' && { resident: 'res_parent', guardianOf: ['res_ada', 'res_bo'] }),
      case: cases[input.caseId ?? ''] ?? null,
      version: `v-${input.resident}-${input.caseId}`,
    })) as never,
  });
});
beforeEach(() => {
  city.forget();
  isGovernmentDown = false;
  decide({ grants: toAir });
});
afterAll(() => city.close());

const vendor = () => city.vendors[0]?.received ?? [];
const EXPOSURE = 'query E($h: ID) { air_exposure(holder: $h) }';
const exposure = (holder: unknown, as: Principal = PARENT, headers: Record<string, string> = {}) =>
  city.ask(EXPOSURE, { as, headers, variables: { h: holder } });
const codes = (asked: { errors: readonly { path?: unknown; extensions: { code?: string } }[] }) =>
  asked.errors.map(({ path, extensions: { code } }) => `${(path as string[]).join('.')} ${code}`);
const known = (person: string) => sealer.seal('air', 'Resident', person);

describe('to a plugin, whoever is signed in names', () => {
  it.each([
    ['themselves', 'res_parent'],
    ['their child', 'res_bo'],
  ])('%s', async (_, holder) => {
    expect(await exposure(holder)).toMatchObject({ data: { air_exposure: `of ${known(holder)}` }, errors: [] });
  });

  it.each([
    ['a person', 'query E($h: ID = "res_bo") { air_exposure(holder: $h) }', { air_exposure: `of ${known('res_bo')}` }],
    ['a list', 'query S($h: [ID!] = ["res_bo", "res_ada"]) { air_sum(holders: $h) }', { air_sum: 2 }],
  ])('their children in a variable’s default, which the plugin gets sealed: %s', async (_, query, data) => {
    expect(await city.ask(query, { as: PARENT })).toMatchObject({ data, errors: [] });
    expect(JSON.stringify(vendor())).not.toMatch(/res_bo|res_ada/);
  });

  it('nobody, where the argument may be left out', async () => {
    expect(await exposure(null)).toMatchObject({ data: { air_exposure: 'of null' }, errors: [] });
  });

  it.each<[string, string, Record<string, unknown>, string]>([
    ['in a variable', EXPOSURE, { h: 'res_zhou' }, 'air_exposure'],
    ['in the text', '{ air_exposure(holder: "res_zhou") }', {}, 'air_exposure'],
    ['as a variable’s default', 'query E($h: ID = "res_zhou") { air_exposure(holder: $h) }', {}, 'air_exposure'],
    ['as a default of a list', 'query S($h: [ID!] = ["res_zhou"]) { air_sum(holders: $h) }', {}, 'air_sum'],
    ['beside their child', 'query S($h: [ID!]) { air_sum(holders: $h) }', { h: ['res_bo', 'res_zhou'] }, 'air_sum'],
    ['with blanks', EXPOSURE, { h: ' res_bo ' }, 'air_exposure'],
    ['as a number', EXPOSURE, { h: 17 }, 'air_exposure'],
    ['as a number in the text', '{ air_exposure(holder: 17) }', {}, 'air_exposure'],
    ['by the plugin’s own id', EXPOSURE, { h: known('res_zhou') }, 'air_exposure'],
    [
      'of an entity',
      'query I($h: ID) { school(code: "s1") { air_index(of: $h) } }',
      { h: 'res_zhou' },
      'school.air_index',
    ],
  ])('no stranger: %s', async (_, query, variables, path) => {
    const asked = await city.ask(query, { as: PARENT, variables });
    expect(codes(asked)).toEqual([`${path} FORBIDDEN`]);
    expect(vendor()).toEqual([]);
  });

  it('no stranger in a mutation, and nothing is done', async () => {
    const order = (holder: string) =>
      city.ask('mutation O($h: ID!) { air_order(holder: $h) }', { as: PARENT, variables: { h: holder } });
    const { data, ...asked } = await order('res_zhou');
    expect({ data, codes: codes(asked) }).toEqual({ data: { air_order: null }, codes: ['air_order FORBIDDEN'] });
    expect(vendor()).toEqual([]);
    expect((await order('res_ada')).data).toEqual({ air_order: true });
  });

  it('and hears the same of a stranger, of somebody who does not exist, and of one who consented', async () => {
    const needed = toAir.map((terms) => ({ ...terms, needsConsent: true }));
    const consented = ['res_parent', 'res_zhou'].flatMap((person) =>
      granted.map((purpose) =>
        consent({
          id: `${person}-${purpose}`,
          grant: `grant_${purpose}`,
          subject: subjectHash(SECRET, 'Resident', person),
        }),
      ),
    );
    decide({ grants: needed, consents: consented });
    const said = await Promise.all(
      ['res_zhou', 'res_li', 'res_not_there', 'x'].map(async (each) => (await exposure(each)).text),
    );
    expect(new Set(said).size).toBe(1);
    expect(said[0]).toContain('FORBIDDEN');
    // Their own child is no secret, and consent is theirs to give.
    expect(codes(await exposure('res_bo'))).toEqual(['air_exposure CONSENT_REQUIRED']);
    expect(vendor()).toEqual([]);
  });
});

describe('an officer names to a plugin', () => {
  it('whom their case names, and nobody else', async () => {
    expect(await exposure('res_bo', OFFICER, ON_CASE)).toMatchObject({
      data: { air_exposure: `of ${known('res_bo')}` },
      errors: [],
    });
    city.forget();
    expect(codes(await exposure('res_ada', OFFICER, ON_CASE))).toEqual(['air_exposure FORBIDDEN']);
    expect(vendor()).toEqual([]);
  });

  it.each<[string, Record<string, string>]>([
    ['without a case', AT_WORK],
    ['with a case that the register does not know', { ...AT_WORK, 'citygraph-case': 'case_none' }],
    ['with a case that is over', { ...AT_WORK, 'citygraph-case': 'case_over' }],
    ['with a case for another purpose', { ...AT_WORK, 'citygraph-case': 'case_tax' }],
    ['with another agency’s case', { ...AT_WORK, 'citygraph-case': 'case_else' }],
  ])('nobody %s', async (_, headers) => {
    expect(codes(await exposure('res_bo', OFFICER, headers))).toEqual(['air_exposure FORBIDDEN']);
    expect(vendor()).toEqual([]);
  });
});

describe('an app of a third party', () => {
  const ofApp = (person: string) => sealer.seal('app app-lender', 'Resident', person);

  it('names by its own ids whom its user stands for', async () => {
    expect(await exposure(ofApp('res_bo'), LENDER)).toMatchObject({
      data: { air_exposure: `of ${known('res_bo')}` },
      errors: [],
    });
    city.forget();
    expect(codes(await exposure(ofApp('res_zhou'), LENDER))).toEqual(['air_exposure FORBIDDEN']);
    expect(codes(await exposure(sealer.seal('app other', 'Resident', 'res_bo'), LENDER))).toEqual([
      'air_exposure FORBIDDEN',
    ]);
    expect(vendor()).toEqual([]);
  });
});

it('while government does not answer, nobody is named, and what names nobody is served', async () => {
  const late = { ...PARENT, subject: 'sub-late' };
  isGovernmentDown = true;
  const asked = await city.ask('query E($h: ID) { air_exposure(holder: $h) school(code: "s1") { name } }', {
    as: late,
    variables: { h: 'res_bo' },
  });
  expect(asked.data).toEqual({ air_exposure: null, school: { name: '第一小学' } });
  expect(codes(asked)).toEqual(['air_exposure DEPARTMENT_UNAVAILABLE']);
  expect(vendor()).toEqual([]);
});

it('nobody’s standing is asked for a plugin’s fields that can name nobody', async () => {
  await city.ask('{ air_station }', { as: { ...PARENT, subject: 'sub-late' } });
  expect(city.government.received.filter(({ path }) => path.includes('standing'))).toEqual([]);
});
