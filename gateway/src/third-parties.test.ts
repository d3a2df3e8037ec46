import {
  ANONYMOUS,
  type ConsentTerms,
  departmentSchemaHead,
  type GrantTerms,
  generateSigningKey,
  POLICY_BUNDLE_TYPE,
  type PolicyBundle,
  type Principal,
  signDocument,
  subjectHash,
} from '@citygraph/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openSmallCity, PARENT, type SmallCity } from './testing/small-city.ts';
import { bundle, consent, grant, key, SEALING, SECRET, signedBundle, soon } from './testing/test-policy.ts';

const LENDER: Principal = {
  ...ANONYMOUS,
  subject: 'sub-lender',
  resident: 'res_ada',
  roles: ['resident', 'lender'],
  scopes: ['openid'],
  app: 'app-lender',
  appPurposes: ['credit-assessment', 'social-assistance'],
};

let city: SmallCity;
const decide = (parts: Partial<PolicyBundle> = {}) => city.gateway.setPolicy(signedBundle(parts));

beforeAll(async () => {
  city = await openSmallCity({
    persons: [LENDER],
    gateway: {
      policy: { keys: [key.publicJwk], subjectSecret: SECRET },
      sealing: SEALING,
    },
    vendors: [
      {
        name: 'air',
        sdl: `${departmentSchemaHead()}
          type Query { air_station: String @sensitivity(level: "S1") air_notes: [String] @sensitivity(level: "S2") }
          type Resident @key(fields: "id") {
            id: ID!
            name: String @external
            income: Int @external
            air_advice: String @requires(fields: "name") @sensitivity(level: "S3")
            air_aid: String @requires(fields: "income") @sensitivity(level: "S3")
            air_score: Int @sensitivity(level: "S3")
          }
          type School @key(fields: "code") {
            code: String!
            vacancies: Int @external
            air_index: Int @sensitivity(level: "S1")
            air_crowd: Int @requires(fields: "vacancies") @sensitivity(level: "S1")
          }`,
        resolvers: {
          Query: { air_station: () => 'north', air_notes: () => ['a'] },
          Resident: {
            __resolveReference: (reference: unknown) => reference,
            air_advice: ({ name }: { name: string }) => `${name}: stay in`,
            air_aid: ({ income }: { income: number }) => `of ${income}`,
            air_score: () => 7,
          },
          School: {
            __resolveReference: (reference: unknown) => reference,
            air_index: () => 42,
            air_crowd: ({ vacancies }: { vacancies: number }) => 100 - vacancies,
          },
        } as never,
      },
    ],
  });
});
beforeEach(() => city.forget());
afterAll(() => city.close());

const vendor = () => city.vendors[0]?.received ?? [];
const codes = (asked: { errors: readonly { path?: unknown; extensions: { code?: string } }[] }) =>
  asked.errors.map(({ path, extensions: { code } }) => `${(path as string[]).join('.')} ${code}`);

describe('a plugin', () => {
  it('serves what needs nobody’s data without any decision', async () => {
    const { data, errors } = await city.ask('{ air_station school(code: "s1") { name air_index } }');
    expect({ data, errors }).toEqual({
      data: { air_station: 'north', school: { name: '第一小学', air_index: 42 } },
      errors: [],
    });
  });

  it('is told of nobody before anybody has granted anything', async () => {
    decide();
    const { data, ...asked } = await city.ask('{ me { name air_score air_advice } }', { as: PARENT });
    expect(data).toEqual({ me: { name: '李静', air_score: null, air_advice: null } });
    expect(codes(asked)).toEqual(['me.air_score GRANT_REQUIRED', 'me.air_advice GRANT_REQUIRED']);
    expect(vendor()).toEqual([]);
  });

  it('gets exactly what was granted; what needs more is null, and its neighbours are served', async () => {
    decide({ grants: [grant({ coordinates: ['Resident.id'] })] });
    const { data, ...asked } = await city.ask('{ me { name air_score air_advice } }', { as: PARENT });
    expect(data).toEqual({ me: { name: '李静', air_score: 7, air_advice: null } });
    expect(codes(asked)).toEqual(['me.air_advice GRANT_REQUIRED']);
    expect(asked.errors[0]?.message).toBe(
      'Resident.air_advice needs Resident.name, and nobody granted it to the plugin air for the purpose self-service.',
    );
    expect(vendor()).toHaveLength(1);
    expect(JSON.stringify(vendor()[0]?.variables)).not.toMatch(/res_parent|李静/);
  });

  it('gets what a field requires under a grant, and no one’s real id', async () => {
    decide({ grants: [grant({})] });
    const { data, errors } = await city.ask('{ me { air_advice } }', { as: PARENT });
    expect({ data, errors }).toEqual({ data: { me: { air_advice: '李静: stay in' } }, errors: [] });
    const [request] = vendor();
    expect(request?.variables).toEqual({
      representations: [{ __typename: 'Resident', id: expect.stringMatching(/^pw\.a\./), name: '李静' }],
    });
  });

  it('learns nothing of who asks: no person, no standing, no trace, no request id', async () => {
    decide({ grants: [grant({})] });
    const { headers } = await city.ask('{ me { air_advice } }', { as: PARENT });
    const [request] = vendor();
    expect(request?.viewer).toMatchObject({
      principal: { subject: null, resident: null, app: null, roles: [] },
      standing: null,
      purpose: 'self-service',
      receivers: [],
    });
    expect(JSON.stringify(request?.headers)).not.toContain('sub-parent');
    expect(request?.headers.traceparent).not.toBe(city.government.received.at(-1)?.headers.traceparent);
    expect(request?.headers['citygraph-request-id']).not.toContain(headers.get('citygraph-request-id'));
  });

  it('is named to the departments whose data it gets', async () => {
    decide({ grants: [grant({})] });
    await city.ask('{ me { air_advice } }', { as: PARENT });
    expect(city.government.received.at(-1)?.viewer?.receivers).toEqual([
      'air@1.2.0:Resident.id',
      'air@1.2.0:Resident.name',
    ]);
    await city.ask('{ me { name } }', { as: PARENT });
    expect(city.government.received.at(-1)?.viewer?.receivers).toEqual([]);
  });

  it.each<[string, Partial<GrantTerms>]>([
    ['for another purpose', { purpose: 'credit-assessment' }],
    ['that has ended', { until: soon(-1) }],
    ['of another plugin', { grantee: { plugin: 'iov' } }],
    ['of an app', { grantee: { app: 'air' } }],
    ['without the key', { coordinates: ['Resident.name'] }],
  ])('gets nothing by a grant %s', async (_, parts) => {
    decide({ grants: [grant(parts)] });
    expect(codes(await city.ask('{ me { air_advice } }', { as: PARENT }))).toEqual(['me.air_advice GRANT_REQUIRED']);
    expect(vendor()).toEqual([]);
  });

  it('gets what was granted to it as the release that people said yes to, and as no other', async () => {
    const grants = [grant({})];
    decide({ grants, plugins: { air: { disabled: null, release: 'first', approved: ['second'] } } });
    const refused = await city.ask('{ me { name air_advice } }', { as: PARENT });
    expect(codes(refused)).toEqual(['me.air_advice GRANT_REQUIRED']);
    expect(refused.data).toMatchObject({ me: { name: '李静' } });
    expect(vendor()).toEqual([]);
    decide({ grants, plugins: { air: { disabled: null, release: 'first', approved: ['first', 'second'] } } });
    expect((await city.ask('{ me { air_advice } }', { as: PARENT })).errors).toEqual([]);
    expect(vendor()).toHaveLength(1);
  });

  it('gets nothing for a purpose that the data is not shown for, whatever was granted', async () => {
    decide({ grants: [grant({ coordinates: ['Resident.id', 'Resident.income'], purpose: 'credit-assessment' })] });
    const asked = await city.ask('{ me { air_aid } }', {
      as: { ...LENDER },
      headers: { 'citygraph-purpose': 'credit-assessment' },
    });
    expect(codes(asked)).toContain('me GRANT_REQUIRED');
    expect(vendor()).toEqual([]);
  });

  it('that shares a key with departments stands in nobody’s way to it', async () => {
    for (const disabled of [null, 'Off.']) {
      decide({ plugins: { air: { disabled, release: '1.2.0' } } });
      const { data, errors } = await city.ask('{ me { id } schools { code } resident(id: "res_bo") { id } }', {
        as: PARENT,
      });
      expect({ data, errors }).toEqual({
        data: { me: { id: 'res_parent' }, schools: [{ code: 's1' }, { code: 's2' }], resident: { id: 'res_bo' } },
        errors: [],
      });
    }
  });

  it('that is switched off is null with the reason, and nothing else changes', async () => {
    decide({ plugins: { air: { disabled: 'It invents its figures.', release: '1.2.0' } } });
    const { data, ...asked } = await city.ask('{ air_station school(code: "s1") { name air_index } }');
    expect(data).toEqual({ air_station: null, school: { name: '第一小学', air_index: null } });
    expect(codes(asked)).toEqual(['air_station PLUGIN_DISABLED', 'school.air_index PLUGIN_DISABLED']);
    expect(asked.errors[0]?.message).toBe('The plugin air is switched off: It invents its figures.');
    decide();
    expect((await city.ask('{ air_station }')).data).toEqual({ air_station: 'north' });
  });

  it('gets no personal data once nobody knows what was revoked since', async () => {
    decide({ grants: [grant({})], freshUntil: soon(-1) });
    const { data, ...asked } = await city.ask('{ me { name air_advice } air_station }', { as: PARENT });
    expect(data).toEqual({ me: { name: '李静', air_advice: null }, air_station: 'north' });
    expect(codes(asked)).toEqual(['me.air_advice GRANT_REQUIRED']);
  });
});

describe('what a plugin worked out from internal data and calls public', () => {
  const toAir = grant({ coordinates: ['School.vacancies'], purpose: 'credit-assessment' });
  const toLender = grant({ ...toAir, id: 'grant_2', grantee: { app: 'app-lender' } });
  const ask = () =>
    city.ask('{ school(code: "s1") { name air_crowd } }', {
      as: LENDER,
      headers: { 'citygraph-purpose': 'credit-assessment' },
    });

  it('reaches a third party’s app only where it was granted what that was worked out from', async () => {
    decide({ grants: [toAir] });
    const { data, ...asked } = await ask();
    expect(data).toEqual({ school: { name: '第一小学', air_crowd: null } });
    expect(codes(asked)).toEqual(['school.air_crowd GRANT_REQUIRED']);
    expect(asked.errors[0]?.message).toBe(
      'School.air_crowd is worked out from School.vacancies, which needs a grant: nobody gave one to app-lender for the purpose credit-assessment.',
    );
    expect(vendor()).toEqual([]);
    decide({ grants: [toAir, toLender] });
    expect(await ask()).toMatchObject({ data: { school: { air_crowd: 93 } }, errors: [] });
  });

  it('reaches nobody who is not signed in', async () => {
    decide({ grants: [toAir] });
    expect(codes(await city.ask('{ school(code: "s1") { air_crowd } }'))).toEqual(['school.air_crowd UNAUTHENTICATED']);
    expect(vendor()).toEqual([]);
  });
});

describe('consent', () => {
  const ask = () => city.ask('{ me { air_advice } }', { as: PARENT });

  it('is asked of whom the data is about, and can be taken back', async () => {
    decide({ grants: [grant({ needsConsent: true })] });
    expect(codes(await ask())).toEqual(['me.air_advice CONSENT_REQUIRED']);
    decide({ grants: [grant({ needsConsent: true })], consents: [consent()] });
    expect((await ask()).data).toEqual({ me: { air_advice: '李静: stay in' } });
    decide({ grants: [grant({ needsConsent: true })] });
    expect(codes(await ask())).toEqual(['me.air_advice CONSENT_REQUIRED']);
    expect(vendor()).toHaveLength(1);
  });

  it.each<[string, Partial<ConsentTerms>]>([
    ['another person’s', { subject: subjectHash(SECRET, 'Resident', 'res_bo') }],
    ['to another grant', { grant: 'grant_2' }],
    ['that has ended', { until: soon(-1) }],
    ['hashed with another secret', { subject: subjectHash(new Uint8Array(32), 'Resident', 'res_parent') }],
  ])('%s counts for nothing', async (_, parts) => {
    decide({ grants: [grant({ needsConsent: true })], consents: [consent(parts)] });
    expect(codes(await ask())).toEqual(['me.air_advice CONSENT_REQUIRED']);
  });

  it('to any of several grants serves: an older one goes on beside a wider one', async () => {
    const both = [grant({ needsConsent: true }), grant({ id: 'grant_2', needsConsent: true })];
    decide({ grants: both, consents: [consent({ grant: 'grant_2' })] });
    expect((await ask()).data).toEqual({ me: { air_advice: '李静: stay in' } });
    decide({ grants: [both[0] as GrantTerms, grant({ id: 'grant_2' })] });
    expect((await ask()).errors).toEqual([]);
    decide({ grants: both });
    expect(codes(await ask())).toEqual(['me.air_advice CONSENT_REQUIRED']);
  });

  it('is asked for each person of a list: the plugin hears only of those who gave it', async () => {
    const needed = [grant({ needsConsent: true })];
    const ada = consent({ id: 'consent_2', subject: subjectHash(SECRET, 'Resident', 'res_ada') });
    decide({ grants: needed, consents: [consent(), ada] });
    const { data, ...asked } = await city.ask('{ me { guardianOf { name air_score } } }', { as: PARENT });
    expect(data).toEqual({
      me: {
        guardianOf: [
          { name: '安娜', air_score: 7 },
          { name: '波', air_score: null },
        ],
      },
    });
    expect(codes(asked)).toEqual(['me.guardianOf.1.air_score CONSENT_REQUIRED']);
    expect(vendor()[0]?.variables.representations).toHaveLength(1);
  });
});

describe('a policy bundle', () => {
  const signed = (value: unknown, by = key, type = POLICY_BUNDLE_TYPE) => signDocument(type, value, [by]);

  it('that is not newer, not ours or not readable is refused, and the one in force goes on', async () => {
    decide({ plugins: { air: { disabled: 'Off.', release: '1' } } });
    const stranger = await generateSigningKey();
    const wrong: [unknown, RegExp][] = [
      [signed({ ...bundle(), version: 1 }), /version 1, and \d+ is in force/],
      [signed(bundle(), stranger), /key is not known/],
      [signed(bundle(), key, 'supergraph'), /signed as supergraph/],
      [signed({ ...bundle(), grants: [{}] }), /grants\.0/],
      [signed({ ...bundle(), surprise: true }), /cannot be read/],
      [signed({ ...bundle(), freshUntil: 'tomorrow' }), /freshUntil/],
      [signed(null), /cannot be read/],
      [{ ...signed(bundle()), payload: bundle() }, /does not fit/],
      ['nothing', /no signed document/],
    ];
    for (const [document, message] of wrong) expect(() => city.gateway.setPolicy(document)).toThrow(message);
    expect(codes(await city.ask('{ air_station }'))).toEqual(['air_station PLUGIN_DISABLED']);
  });

  it('that is in force already changes nothing', () => {
    const document = signed(bundle());
    expect(city.gateway.setPolicy(document)).toBe(true);
    expect(city.gateway.setPolicy(structuredClone(document))).toBe(false);
  });
});
