import { hash } from 'node:crypto';
import {
  ANONYMOUS,
  type AppKey,
  type AppPolicy,
  departmentSchemaHead,
  type Principal,
  type RateLimits,
} from '@citygraph/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openSmallCity, PARENT, type SmallCity } from './testing/small-city.ts';
import { grant, HOUR, key, OWN, SEALING, SECRET, signedBundle, soon } from './testing/test-policy.ts';

const vendors = ['air', 'iov'].map((name) => ({
  name,
  sdl: `${departmentSchemaHead()}
    type Query { ${name}_station: String @sensitivity(level: "S1") }
    type School @key(fields: "code") { code: String! ${name}_index: Int @sensitivity(level: "S1") }`,
  resolvers: {
    Query: { [`${name}_station`]: () => name },
    School: { __resolveReference: (reference: unknown) => reference, [`${name}_index`]: () => 42 },
  } as never,
}));
const APP = 'app-lender';
const LENDER: Principal = { ...ANONYMOUS, subject: 'sub-lender', app: APP, roles: ['lender'] };
const OTHER: Principal = { ...LENDER, subject: 'sub-other', app: 'explorer' };

let city: SmallCity;
beforeAll(async () => {
  city = await openSmallCity({
    persons: [LENDER, OTHER],
    vendors,
    gateway: {
      policy: { keys: [key.publicJwk], subjectSecret: SECRET },
      sealing: SEALING,
      subscribeAt: 'https://hub.example/docs/apps/plans.html?plugin={plugin}',
    },
  });
});
beforeEach(() => city.forget());
afterAll(() => city.close());

const allow = (parts: Partial<AppPolicy>) =>
  city.gateway.setPolicy(signedBundle({ apps: { explorer: OWN, [APP]: { ...OWN, thirdParty: true, ...parts } } }));
const received = (index: number) => city.vendors[index]?.received ?? [];
const keyed = (text: string, parts: Partial<AppKey> = {}): AppKey => ({
  id: 'key-1',
  digest: hash('sha256', text, 'hex'),
  until: null,
  ...parts,
});

describe('an app’s subscriptions', () => {
  const QUERY = '{ air_station iov_station school(code: "s1") { name air_index iov_index } }';

  it('leave null what it has not subscribed to, ask nobody for it, and serve the rest', async () => {
    allow({ subscriptions: ['air'] });
    const { data, errors } = await city.ask(QUERY, { as: LENDER });
    expect(data).toEqual({
      air_station: 'air',
      iov_station: null,
      school: { name: '第一小学', air_index: 42, iov_index: null },
    });
    expect(errors.map(({ path, extensions: { code } }) => `${path?.join('.')} ${code}`)).toEqual([
      'iov_station NOT_SUBSCRIBED',
      'school.iov_index NOT_SUBSCRIBED',
    ]);
    expect(errors[0]?.message).toBe(
      'Query.iov_station is of the plugin iov: subscribe app-lender to it in the marketplace.',
    );
    expect(errors.map(({ extensions: { link } }) => link)).toEqual([
      'https://hub.example/docs/apps/plans.html?plugin=iov',
      'https://hub.example/docs/apps/plans.html?plugin=iov',
    ]);
    expect(received(0).length).toBeGreaterThan(0);
    expect(received(1)).toEqual([]);
  });

  it('to nothing leave departments', async () => {
    allow({ subscriptions: [] });
    const { data } = await city.ask('{ air_station school(code: "s1") { name } }', { as: LENDER });
    expect(data).toEqual({ air_station: null, school: { name: '第一小学' } });
  });

  it('that nobody lists are all there are, and bind nobody else', async () => {
    allow({});
    expect((await city.ask(QUERY, { as: LENDER })).errors).toEqual([]);
    allow({ subscriptions: [] });
    expect((await city.ask(QUERY, { as: OTHER })).errors).toEqual([]);
    expect((await city.ask(QUERY)).errors).toEqual([]);
  });
});

describe('an app’s key', () => {
  const ask = (appKey: string, as?: Principal, query = '{ iov_station }') =>
    city.ask(query, { ...(as && { as }), headers: { 'citygraph-app-key': appKey } });

  it('makes nobody of that app, with its subscriptions', async () => {
    allow({ subscriptions: ['air'], keys: [keyed('secret-key')] });
    expect((await ask('secret-key')).errors[0]?.extensions.code).toBe('NOT_SUBSCRIBED');
    expect((await city.ask('{ iov_station }')).errors).toEqual([]);
  });

  it('gives nobody’s data', async () => {
    allow({ keys: [keyed('secret-key')] });
    const { data, errors } = await ask(
      'secret-key',
      undefined,
      '{ me { name } school(code: "s1") { name vacancies } }',
    );
    expect(data).toEqual({ me: null, school: { name: '第一小学', vacancies: null } });
    expect(errors.map(({ extensions: { code } }) => code)).toEqual(['UNAUTHENTICATED', 'UNAUTHENTICATED']);
  });

  it.each<[string, string, Partial<AppKey>, RegExp]>([
    ['is wrong', 'secret-keyx', {}, /not known: it was mistyped or taken back/],
    ['is its own digest', hash('sha256', 'secret-key', 'hex'), {}, /not known/],
    ['has ended', 'secret-key', { until: soon(-1) }, /has ended: make a new one/],
  ])('that %s is refused with 401 and the reason', async (_, sent, parts, message) => {
    allow({ keys: [keyed('secret-key', parts)] });
    const { status, errors, headers } = await ask(sent);
    expect([status, errors[0]?.extensions.code, headers.get('www-authenticate')]).toEqual([
      401,
      'UNAUTHENTICATED',
      'Bearer realm="citygraph"',
    ]);
    expect(errors[0]?.message).toMatch(message);
  });

  it('changes nothing for who is signed in with the same app, and is refused beside another’s token', async () => {
    allow({ subscriptions: ['air'], keys: [keyed('secret-key', { until: soon(HOUR) })] });
    expect((await ask('secret-key', LENDER)).errors[0]?.extensions.code).toBe('NOT_SUBSCRIBED');
    const { status, errors } = await ask('secret-key', PARENT);
    expect([status, errors[0]?.extensions.code]).toEqual([403, 'FORBIDDEN']);
    expect(errors[0]?.message).toMatch(/of another app than the access token/);
  });

  it('goes on while nobody knows what was decided since, and opens what is public, as its app has it', async () => {
    const parts = (until: string | null) => ({
      freshUntil: soon(-1),
      apps: {
        explorer: OWN,
        [APP]: { ...OWN, thirdParty: true, subscriptions: ['air'], keys: [keyed('secret-key', { until })] },
      },
      grants: [grant({ grantee: { app: APP }, coordinates: ['School.vacancies', 'Resident.name'] })],
    });
    city.gateway.setPolicy(signedBundle(parts(null)));
    const query = '{ air_station iov_station school(code: "s1") { name vacancies } }';
    const { data, errors } = await ask('secret-key', undefined, query);
    expect(data).toEqual({ air_station: 'air', iov_station: null, school: { name: '第一小学', vacancies: null } });
    expect(errors.map(({ extensions: { code } }) => code).sort()).toEqual(['NOT_SUBSCRIBED', 'UNAUTHENTICATED']);
    // Whoever is signed in by the app gets nothing by its grants either.
    const signedIn = await ask('secret-key', LENDER, '{ school(code: "s1") { vacancies } }');
    expect(signedIn.errors.map(({ extensions: { code } }) => code)).toEqual(['GRANT_REQUIRED']);
    expect((await ask('secret-keyx')).status).toBe(401);
    city.gateway.setPolicy(signedBundle(parts(soon(-1))));
    expect((await ask('secret-key')).status).toBe(401);
  });

  it('that was taken back opens nothing any more', async () => {
    allow({ keys: [keyed('secret-key')] });
    expect((await ask('secret-key')).status).toBe(200);
    allow({ keys: [] });
    expect((await ask('secret-key')).status).toBe(401);
  });
});

describe('an app’s limits', () => {
  const limits = (parts: Partial<RateLimits>): RateLimits => ({
    requestsPerMinute: 1_000,
    costPerMinute: 1_000_000,
    ...parts,
  });
  const ask = (query = '{ air_station }', as?: Principal) => city.ask(query, { as: as ?? LENDER });

  it('count a day’s requests, and say so', async () => {
    allow({ limits: limits({ requestsPerDay: 2 }) });
    const first = await ask();
    expect(first.headers.get('ratelimit-policy')).toBe('"day";q=2;w=86400');
    expect(first.headers.get('ratelimit')).toMatch(/^"day";r=1;t=86\d{3}$/);
    await ask();
    const third = await ask();
    expect([third.status, third.errors[0]?.extensions.code]).toEqual([429, 'RATE_LIMITED']);
    expect(third.errors[0]?.message).toMatch(/You may send 2 requests a day\. Try again in 86\d{3} s\./);
    expect(third.headers.get('retry-after')).toMatch(/^86\d{3}$/);
    expect((await ask('{ air_station }', OTHER)).status).toBe(200);
  });

  it.each<[string, Partial<RateLimits>, string, string]>([
    ['levels', { maxDepth: 1 }, 'QUERY_TOO_DEEP', 'The query nests 2 fields; 1 are allowed to your app.'],
    ['cost', { maxCost: 5 }, 'QUERY_TOO_EXPENSIVE', 'The query could cost 10; 5 is the limit.'],
  ])('on %s refuse an operation before anything is fetched, of this app alone', async (_, parts, code, words) => {
    allow({ limits: limits(parts) });
    const { data, errors } = await ask('{ schools { air_index } }');
    expect([data, errors[0]?.extensions.code]).toEqual([undefined, code]);
    expect(errors[0]?.message).toContain(words);
    expect([...city.education.received, ...received(0)]).toEqual([]);
    expect((await ask('{ schools { air_index } }', OTHER)).errors).toEqual([]);
  });
});
