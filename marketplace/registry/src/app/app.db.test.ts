import { createHash } from 'node:crypto';
import type { Viewer } from '@citygraph/contract';
import { testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { verifyAudit } from '../audit-entry/verify-audit.ts';
import { registry, withKeys } from '../index.ts';
import { policyOf } from '../testing/policy-of.ts';
import { bank, city, keys, now, people, shop } from '../testing/story.ts';
import { App, AppDocument } from './app.entity.ts';

const REGISTER = `mutation R($id: ID!, $n: String!, $o: USCC, $d: Boolean, $r: Int, $c: Int, $w: Boolean! = false) {
  registerApp(clientId: $id, name: $n, organisation: $o, documentsOnly: $d, requestsPerMinute: $r, costPerMinute: $c, withoutLimits: $w) { clientId thirdParty organisation { uscc } } }`;
const PUSH = 'mutation P($a: ID!, $d: [String!]!) { registerDocuments(app: $a, documents: $d) }';
const QUERY = 'query Mine { me { name } }';

describe('an app', () => {
  const department = testSubgraph(withKeys(keys), { seed: (em) => registry.seed(em, city), now });
  const register = (over: Record<string, unknown> = {}, viewer: Viewer = people.admin) =>
    department.as(viewer).run(REGISTER, { id: 'app-new', n: 'New', o: shop, ...over });
  const push = (documents: readonly string[], viewer: Viewer = people.banker, app = 'app-lender') =>
    department.as(viewer).run(PUSH, { a: app, d: documents });
  const policyFor = async (app: string) => (await policyOf(department.em(), keys.subjectSecret, now)).apps[app];

  it('of an organisation is a third party’s, with the limits that administrators give it', async () => {
    expect((await register({ r: 60, c: 1000, d: true })).data.registerApp).toEqual({
      clientId: 'app-new',
      thirdParty: true,
      organisation: { uscc: shop },
    });
    expect(await policyFor('app-new')).toEqual({
      organisation: shop,
      thirdParty: true,
      documents: [],
      documentsOnly: true,
      limits: { requestsPerMinute: 60, costPerMinute: 1000 },
      subscriptions: [],
    });
    await register({ n: 'Renamed' });
    expect(await policyFor('app-new')).toMatchObject({
      documentsOnly: true,
      limits: { requestsPerMinute: 60, costPerMinute: 1000 },
    });
    await register({ d: false, w: true });
    expect(await policyFor('app-new')).toMatchObject({ documentsOnly: false, limits: null });
    expect(await verifyAudit(department.em())).toMatchObject({ intact: true, entries: 3 });
  });

  it('keeps what protects it when its own people change its name', async () => {
    await register({ d: true }, people.shopOwner);
    await register({ n: 'Renamed' }, people.shopOwner);
    expect(await policyFor('app-new')).toMatchObject({ documentsOnly: true });
    await register({ d: false }, people.shopOwner);
    expect(await policyFor('app-new')).toMatchObject({ documentsOnly: false });
  });

  it.each<[string, Record<string, unknown>, Viewer, string]>([
    ['by nobody', {}, people.nobody, 'UNAUTHENTICATED'],
    ['that is given to somebody else', { id: 'app-lender' }, people.admin, 'CONFLICT'],
    ['that is made the city’s own', { id: 'app-lender', o: null }, people.admin, 'CONFLICT'],
    ['with one limit of two', { r: 5 }, people.admin, 'BAD_USER_INPUT'],
    ['with a limit of nothing', { r: 0, c: 5 }, people.admin, 'BAD_USER_INPUT'],
    ['with limits, and without', { r: 5, c: 5, w: true }, people.admin, 'BAD_USER_INPUT'],
    ['with an id that sign-on could not have', { id: '__proto__' }, people.admin, 'BAD_USER_INPUT'],
  ])('%s is not registered', async (_, over, viewer, code) => {
    const before = await policyFor('app-lender');
    expect((await register(over, viewer)).errors?.[0]?.extensions.code).toBe(code);
    expect(await policyFor('app-new')).toBeUndefined();
    expect(await policyFor('app-lender')).toEqual(before);
  });

  it('is registered by people of its own organisation, who change its name and what it may ask, and not its limits', async () => {
    expect((await register({}, people.shopOwner)).data.registerApp).toMatchObject({
      thirdParty: true,
      organisation: { uscc: shop },
    });
    expect(await policyFor('app-new')).toMatchObject({ organisation: shop, thirdParty: true, limits: null });
    await register({ r: 60, c: 1000 });
    expect((await register({ n: 'Newer', d: true }, people.shopOwner)).errors).toBeUndefined();
    expect(await policyFor('app-new')).toMatchObject({
      documentsOnly: true,
      limits: { requestsPerMinute: 60, costPerMinute: 1000 },
    });
    expect(await department.em().findOneOrFail(App, { clientId: 'app-new' })).toMatchObject({ name: 'Newer' });
    expect(await verifyAudit(department.em())).toMatchObject({ intact: true, entries: 3 });
  });

  it.each<[string, Record<string, unknown>, Viewer, string, string]>([
    ['of another organisation', {}, people.banker, 'FORBIDDEN', `you neither work for nor represent ${shop}`],
    ['of no organisation', { o: null }, people.shopOwner, 'FORBIDDEN', 'say whose app it is'],
    ['under another’s id', { id: 'app-lender' }, people.shopOwner, 'CONFLICT', `app-lender is ${bank}`],
    ['under an id of the city', { id: 'citygraph-new' }, people.shopOwner, 'BAD_USER_INPUT', 'begin with app-'],
    ['with limits', { r: 60, c: 1000 }, people.shopOwner, 'FORBIDDEN', 'limits are given by administrators'],
    ['without those it has', { w: true }, people.shopOwner, 'FORBIDDEN', 'limits are given by administrators'],
    ['by people of none', {}, people.neighbour, 'FORBIDDEN', 'you neither work for nor represent'],
  ])('of its own people %s is refused and says why', async (_, over, viewer, code, message) => {
    const [error] = (await register(over, viewer)).errors ?? [];
    expect([error?.extensions.code, error?.message]).toEqual([code, expect.stringContaining(message)]);
    expect(await policyFor('app-new')).toBeUndefined();
    expect(await verifyAudit(department.em())).toMatchObject({ intact: true, entries: 0 });
  });

  it('is one of twenty that an organisation registers, and of more by administrators', async () => {
    for (let one = 1; one <= 20; one += 1) {
      expect((await register({ id: `app-shop-${one}` }, people.shopOwner)).errors).toBeUndefined();
    }
    expect((await register({}, people.shopOwner)).errors?.[0]?.message).toBe(
      `clientId: ${shop} has 20 apps; use one of them, or ask an administrator to register another.`,
    );
    expect((await register({ id: 'app-shop-3', n: 'Third' }, people.shopOwner)).errors).toBeUndefined();
    expect((await register()).errors).toBeUndefined();
  });

  it('registers what it sends, each text once, and gateways know it by its digest', async () => {
    const digest = createHash('sha256').update(QUERY).digest('hex');
    expect((await push([QUERY, QUERY])).data.registerDocuments).toEqual([digest, digest]);
    expect((await push([QUERY])).data.registerDocuments).toEqual([digest]);
    expect(await policyFor('app-lender')).toMatchObject({ organisation: bank, documents: [digest] });
    const seen = async (viewer: Viewer) =>
      (await department.as(viewer).run('{ app(clientId: "app-lender") { documents { digest document } } }')).data.app
        .documents;
    expect(await seen(people.banker)).toEqual([{ digest, document: QUERY }]);
    expect(await seen(people.neighbour)).toEqual([{ digest, document: null }]);
  });

  it.each<[string, readonly string[], Viewer, string, string]>([
    ['that is no GraphQL', ['query {'], people.banker, 'app-lender', 'BAD_USER_INPUT'],
    ['that asks nothing', ['fragment F on Resident { name }'], people.banker, 'app-lender', 'BAD_USER_INPUT'],
    ['that holds a schema', [`${QUERY} type A { b: Int }`], people.banker, 'app-lender', 'BAD_USER_INPUT'],
    ['that is huge', [`${QUERY} # ${'x'.repeat(110_000)}`], people.banker, 'app-lender', 'BAD_USER_INPUT'],
    ['with too many words', [`{ ${'me { name } '.repeat(800)} }`], people.banker, 'app-lender', 'BAD_USER_INPUT'],
    ['beside a wrong one', [QUERY, '{'], people.banker, 'app-lender', 'BAD_USER_INPUT'],
    ['for another’s app', [QUERY], people.shopOwner, 'app-lender', 'FORBIDDEN'],
    ['for the city’s own app', [QUERY], people.banker, 'app-school-entry', 'FORBIDDEN'],
    ['for no app', [QUERY], people.admin, 'app-none', 'FORBIDDEN'],
    ['by nobody', [QUERY], people.nobody, 'app-lender', 'UNAUTHENTICATED'],
  ])('sends no document %s', async (_, documents, viewer, app, code) => {
    expect((await push(documents, viewer, app)).errors?.[0]?.extensions.code).toBe(code);
    expect(await department.em().count(AppDocument)).toBe(0);
  });

  it('registers a document as long as the endpoint takes', async () => {
    const long = `${QUERY} # ${'x'.repeat(100 * 1024 - QUERY.length - 3)}`;
    expect((await push([long])).errors).toBeUndefined();
    expect((await department.em().findOneOrFail(AppDocument, { clientId: 'app-lender' })).document).toBe(long);
  });

  it('registers five hundred documents and not one more', async () => {
    const documents = (from: number) =>
      Array.from({ length: 100 }, (_, index) => `query Q${from + index} { me { name } }`);
    for (let from = 0; from < 500; from += 100) expect((await push(documents(from))).errors).toBeUndefined();
    expect((await push([QUERY])).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(await department.em().count(AppDocument)).toBe(500);
  });
});

describe('documents that an app sends no more', () => {
  const department = testSubgraph(withKeys(keys), { seed: (em) => registry.seed(em, city), now });
  const WITHDRAW = 'mutation W($a: ID!, $d: [ID!]!) { withdrawDocuments(app: $a, digests: $d) }';
  const withdraw = (digests: readonly string[], viewer: Viewer = people.banker, app = 'app-lender') =>
    department.as(viewer).run(WITHDRAW, { a: app, d: digests });
  const digestsOf = async () =>
    (await policyOf(department.em(), keys.subjectSecret, now)).apps['app-lender']?.documents ?? [];
  const pushed = async (...documents: string[]): Promise<string[]> =>
    (await department.as(people.banker).run(PUSH, { a: 'app-lender', d: documents })).data.registerDocuments;

  it('are known at no gateway any more, and the others stay', async () => {
    const [first = '', second = ''] = await pushed(QUERY, 'query Other { me { id } }');
    expect((await withdraw([first, first])).data.withdrawDocuments).toEqual([first]);
    expect(await digestsOf()).toEqual([second]);
    expect((await withdraw([first])).data.withdrawDocuments).toEqual([]);
    expect(await verifyAudit(department.em())).toMatchObject({ intact: true, entries: 2 });
  });

  it.each<[string, (digest: string) => readonly string[], Viewer, string]>([
    ['of another’s app', (digest) => [digest], people.shopOwner, 'FORBIDDEN'],
    ['by nobody', (digest) => [digest], people.nobody, 'UNAUTHENTICATED'],
    ['by no digest', () => ['hello'], people.banker, 'BAD_USER_INPUT'],
    ['none at all', () => [], people.banker, 'BAD_USER_INPUT'],
  ])('%s are not withdrawn', async (_, wanted, viewer, code) => {
    const [digest = ''] = await pushed(QUERY);
    expect((await withdraw(wanted(digest), viewer)).errors?.[0]?.extensions.code).toBe(code);
    expect(await digestsOf()).toEqual([digest]);
  });
});

describe('many at once', () => {
  const busy = testSubgraph(withKeys(keys), { commits: true, seed: (em) => registry.seed(em, city), now });

  it('register what they send, each text once', async () => {
    const texts = Array.from({ length: 8 }, (_, index) => `query Q${index} { me { name } }`);
    const sent = await Promise.all(
      [...texts, ...texts].map((text) => busy.as(people.banker).run(PUSH, { a: 'app-lender', d: [text] })),
    );
    expect(sent.flatMap(({ errors = [] }) => errors)).toEqual([]);
    expect(await busy.em().count(AppDocument)).toBe(8);
    expect(await verifyAudit(busy.em())).toMatchObject({ intact: true, entries: 8 });
  });
});

describe('apps that are registered at once', () => {
  const busy = testSubgraph(withKeys(keys), { commits: true, seed: (em) => registry.seed(em, city), now });

  it('are no more than an organisation may have', async () => {
    const register = (id: string) => busy.as(people.shopOwner).run(REGISTER, { id, n: 'One of many', o: shop });
    for (let one = 1; one <= 18; one += 1) await register(`app-shop-${one}`);
    const answers = await Promise.all(Array.from({ length: 6 }, (_, index) => register(`app-late-${index}`)));
    expect(answers.filter(({ errors }) => errors === undefined)).toHaveLength(2);
    expect(await busy.em().count(App, { organisationUscc: shop })).toBe(20);
  });
});
