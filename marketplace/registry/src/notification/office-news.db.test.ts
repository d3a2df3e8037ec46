import type { Viewer } from '@citygraph/contract';
import { officer, testSubgraph } from '@citygraph/kit/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { DATA_AUTHORITY, PROVIDERS } from '../catalog-entry/providers.ts';
import { refreshCatalog } from '../catalog-entry/refresh-catalog.ts';
import { watchGrantClocks } from '../data-grant/watch-grant-clocks.ts';
import { registry, withKeys } from '../index.ts';
import { watchReviewClocks } from '../review/watch-review-clocks.ts';
import {
  approve,
  CREATE,
  codeOf,
  fakeAdmission,
  fakeClient,
  licensed,
  published,
  registered,
  sent,
  subjects,
  submit,
  vendors,
} from '../testing/publishing-story.ts';
import { city, graph, keys, now, people, shop } from '../testing/story.ts';
import { deliverWebhooks } from '../webhook/deliver-webhooks.ts';
import { forgetOldNews } from './forget-old-news.ts';
import { Notification, NotificationReading } from './notification.entity.ts';
import { tellOutbox } from './tell-outbox.ts';

const TURNOVER = 'LegalEntity.invoiceTurnover';
const ENERGY = 'LegalEntity.annualEnergyUse';
const admission = fakeAdmission();
const client = fakeClient();
const webhookSecret = new Uint8Array(32).fill(9);
const department = testSubgraph(withKeys(keys, { client, admission, webhookSecret }), {
  seed: async (em) => {
    await registry.seed(em, city);
    await refreshCatalog(em, graph, now);
  },
  now,
});
const run = (viewer: Viewer, document: string, variables: Record<string, unknown> = {}) =>
  department.as(viewer).run(document, variables);
const told = async (viewer: Viewer, topic: string): Promise<Record<string, unknown>[]> => {
  await tellOutbox(department.em(), department.clock);
  const { data } = await run(viewer, '{ notifications(first: 100) { nodes { topic office data } } }');
  return data.notifications.nodes
    .filter((one: { topic: string }) => one.topic === topic)
    .map(({ office, data: said }: { office: string; data: string }) => ({ office, ...JSON.parse(said) }));
};
const financeOffice = `agency:${PROVIDERS.finance}`;
const colleague = officer({ agency: PROVIDERS.finance ?? '', subject: 'sub-finance2' });
const REQUEST = `mutation R($c: [String!]!) { requestDataGrant(app: "app-lender", coordinates: $c, purpose: "credit-assessment",
  retentionDays: 30, until: "2027-11-01T00:00:00+08:00", reason: "Loans to small firms.") { id } }`;
const later = (iso: string) => department.clock.set(new Date(iso));

beforeEach(async () => {
  client.asked.length = 0;
  admission.egress.clear();
  admission.egress.set('aqi_index', [sent(TURNOVER, 'S3')]);
  await registered(department);
  await run(vendors.ada, CREATE);
});

describe('a release that is handed in', () => {
  it('is told to the officers who may judge it and to administrators, whoever they are, and not to who did it', async () => {
    const { id, digest } = await published(department);
    const review = (await submit(department, id)).data.submitRelease.id;
    const asked = { plugin: 'air-quality', version: '1.0.0', release: digest, review, isAgain: false };
    for (const viewer of [people.finance, colleague])
      expect(await told(viewer, 'review.asked')).toEqual([{ office: financeOffice, ...asked }]);
    for (const viewer of [people.admin, people.admin2])
      expect(await told(viewer, 'review.asked')).toEqual([{ office: 'administrators', ...asked }]);
    const others = [people.energy, people.banker, officer({ agency: DATA_AUTHORITY }), vendors.eve, vendors.ada];
    for (const viewer of others) expect(await told(viewer, 'review.asked')).toEqual([]);
  });

  it('is told again when it comes back after changes, and as an appeal when its publisher answers a no', async () => {
    const { id } = await published(department);
    const review = (await submit(department, id)).data.submitRelease.id;
    const say = (verb: string) =>
      run(
        people.finance,
        `mutation V($r: ID!) { ${verb}(review: $r, reasonCode: DATA_EXCESSIVE, reason: "Less will do.") { id } }`,
        { r: review },
      );
    await say('requestChanges');
    await submit(department, id);
    expect((await told(colleague, 'review.asked')).map(({ isAgain }) => isAgain).sort()).toEqual([false, true]);
    await say('rejectRelease');
    expect(await told(colleague, 'review.commented')).toEqual([]);
    await run(vendors.ada, 'mutation C($r: ID!) { commentOnReview(review: $r, text: "It needs all of it.") { id } }', {
      r: review,
    });
    expect(await told(colleague, 'review.commented')).toMatchObject([{ isAppeal: true, side: 'PUBLISHER' }]);
    expect(await told(vendors.ada, 'review.commented')).toEqual([]);
  });

  it('is told to no office whose people made it, and once to a member who holds one', async () => {
    const firm = { handle: 'gov-works', namespace: 'works', viewer: vendors.eve, uscc: PROVIDERS.finance ?? null };
    await registered(department, firm);
    const INVITE = `mutation { inviteMember(publisher: "gov-works", subject: "sub-admin2", role: VIEWER) { handle } }`;
    await run(vendors.eve, INVITE);
    await run(people.admin2, 'mutation { answerInvitation(publisher: "gov-works", accept: true) { handle } }');
    await run(vendors.eve, CREATE, { p: 'gov-works', n: 'works', ns: 'works' });
    const manifest = { id: 'city.gov-works.works', publisher: 'gov-works', namespace: 'works', subgraph: 'works' };
    const { id } = await published(department, { viewer: vendors.eve, plugin: 'works', manifest });
    await submit(department, id, vendors.eve);
    expect(await told(people.finance, 'review.asked')).toEqual([]);
    expect(await told(people.admin, 'review.asked')).toMatchObject([{ office: 'administrators' }]);
    expect(await told(people.admin2, 'review.asked')).toMatchObject([{ office: null }]);
  });
});

it('a request for data is told to its owner, without what it is for', async () => {
  const { data } = await run(people.banker, REQUEST, { c: [TURNOVER, ENERGY] });
  expect(data.requestDataGrant).toHaveLength(2);
  const [first, ...more] = await told(people.finance, 'grant.requested');
  expect(more).toEqual([]);
  expect(first).toEqual({ office: financeOffice, app: 'app-lender', grant: expect.any(String), state: 'REQUESTED' });
  expect(await told(people.energy, 'grant.requested')).toHaveLength(1);
  expect(await told(people.admin, 'grant.requested')).toHaveLength(2);
  expect(await told(people.banker, 'grant.requested')).toEqual([]);
});

it('a plugin’s request for data is told to its publisher’s others as well', async () => {
  await licensed(department, client, { uscc: shop, admin: people.admin });
  await run(
    vendors.ada,
    `mutation { inviteMember(publisher: "air-lab", subject: "${subjects.ben}", role: VIEWER) { handle } }`,
  );
  await run(vendors.ben, 'mutation { answerInvitation(publisher: "air-lab", accept: true) { handle } }');
  const asked = await run(vendors.ada, REQUEST.replace('app: "app-lender"', 'plugin: "air-quality"'), {
    c: [TURNOVER],
  });
  expect(asked.errors).toBeUndefined();
  expect(await told(people.finance, 'grant.requested')).toMatchObject([{ plugin: 'air-quality' }]);
  expect(await told(vendors.ben, 'grant.requested')).toMatchObject([{ office: null }]);
  expect(await told(vendors.ada, 'grant.requested')).toEqual([]);
});

it('a name claim is told to administrators, and what they say to who asked', async () => {
  const CLAIM = 'mutation { claimName(publisher: "air-lab", name: "Query.air", reason: "Known under it.") { id } }';
  const { id } = (await run(vendors.ada, CLAIM)).data.claimName;
  const asked = { office: 'administrators', publisher: 'air-lab', claim: id, name: 'Query.air' };
  expect(await told(people.admin, 'claim.requested')).toEqual([asked]);
  expect(await told(people.finance, 'claim.requested')).toEqual([]);
  const DECIDE = 'mutation D($id: ID!) { decideNameClaim(id: $id, grant: true, reason: "Fine by us.") { id } }';
  expect((await run(people.admin, DECIDE, { id })).errors).toBeUndefined();
  expect(await told(vendors.ada, 'claim.decided')).toMatchObject([{ state: 'GRANTED', name: 'Query.air' }]);
});

describe('a clock', () => {
  const watch = async () => {
    for (const job of [watchReviewClocks, watchReviewClocks, watchGrantClocks, watchGrantClocks])
      await job(department.em(), department.clock);
  };

  it('of a review is told once a level, to those who have not said yes', async () => {
    admission.egress.set('aqi_index', [sent(TURNOVER, 'S3'), sent(ENERGY, 'S3')]);
    const { id, digest } = await published(department);
    const review = (await submit(department, id)).data.submitRelease.id;
    await approve(department, review, digest, people.energy);
    const levels = async (viewer: Viewer) =>
      (await told(viewer, 'review.clock-reached')).map(({ level }) => level).sort();
    later('2026-11-13T09:00:00+08:00');
    await watch();
    expect(await levels(people.finance)).toEqual(['REMINDER']);
    later('2026-11-23T09:00:00+08:00');
    await watch();
    expect(await levels(people.finance)).toEqual(['RED', 'REMINDER', 'YELLOW']);
    expect(await levels(people.admin)).toEqual(['RED', 'REMINDER', 'YELLOW']);
    expect(await levels(people.energy)).toEqual([]);
  });

  it('of a request for data is told once a level, to its owner', async () => {
    await run(people.banker, REQUEST, { c: [TURNOVER] });
    later('2026-11-17T09:00:00+08:00');
    await watch();
    const dueAt = '2026-11-16T01:00:00.000Z';
    expect(await told(people.finance, 'grant.clock-reached')).toMatchObject([
      { level: expect.stringMatching('REMINDER|YELLOW'), dueAt },
      { level: expect.stringMatching('REMINDER|YELLOW'), dueAt },
    ]);
    expect(await told(people.energy, 'grant.clock-reached')).toEqual([]);
  });
});

describe('what an office was told', () => {
  const LIST = '{ unreadNotifications notifications(unread: true) { nodes { id readAt } } }';

  it('is read by each of its officers for themselves', async () => {
    await run(people.banker, REQUEST, { c: [TURNOVER] });
    await tellOutbox(department.em(), department.clock);
    const { data } = await run(people.finance, LIST);
    expect(data).toMatchObject({ unreadNotifications: 1, notifications: { nodes: [{ readAt: null }] } });
    const ids = data.notifications.nodes.map(({ id }: { id: string }) => id);
    const read = async (viewer: Viewer) =>
      (await run(viewer, 'mutation R($i: [ID!]!) { readNotifications(ids: $i) }', { i: ids })).data.readNotifications;
    expect(await read(people.energy)).toBe(0);
    expect(await read(people.finance)).toBe(1);
    expect(await read(people.finance)).toBe(0);
    const none = { unreadNotifications: 0, notifications: { nodes: [] } };
    expect((await run(people.finance, LIST)).data).toEqual(none);
    expect((await run(colleague, LIST)).data.unreadNotifications).toBe(1);
    const all = await run(people.finance, '{ notifications { nodes { readAt } } }');
    expect(all.data.notifications.nodes).toEqual([{ readAt: expect.any(String) }]);
  });

  it('is no more to be read by who is no officer any longer, and is forgotten after a year with who read it', async () => {
    await run(people.banker, REQUEST, { c: [TURNOVER] });
    await tellOutbox(department.em(), department.clock);
    const was = officer({ agency: PROVIDERS.finance ?? '', subject: 'sub-finance', roles: ['resident'] });
    expect((await run(was, LIST)).data.unreadNotifications).toBe(0);
    const { id } = (await run(people.finance, LIST)).data.notifications.nodes[0];
    await run(people.finance, 'mutation R($i: [ID!]!) { readNotifications(ids: $i) }', { i: [id] });
    later('2027-11-10T09:00:00+08:00');
    await forgetOldNews(department.em(), department.clock);
    expect([await department.em().count(Notification), await department.em().count(NotificationReading)]).toEqual([
      0, 0,
    ]);
  });
});

describe('an agency’s own system', () => {
  const URL = 'https://finance.example/hook';
  const HOOK = `mutation W($a: ID!, $t: [String!]! = []) {
    createWebhook(url: "${URL}", agency: $a, topics: $t) { secret webhook { id } } }`;
  const bodies = () => client.asked.filter(({ url }) => url === URL).map(({ body }) => JSON.parse(body ?? '{}'));
  const deliver = async () => {
    await tellOutbox(department.em(), department.clock);
    await deliverWebhooks(department.em(), department.clock, { client, webhookSecret });
  };

  it('hears, signed, what its officers may have to decide, and names nobody', async () => {
    client.served.set(URL, 'ok');
    const made = await run(people.finance, HOOK, { a: PROVIDERS.finance });
    expect(made.data.createWebhook.secret).toMatch(/^whsec_/);
    const { id } = await published(department);
    await submit(department, id);
    await run(people.banker, REQUEST, { c: [TURNOVER, ENERGY] });
    await deliver();
    await deliver();
    expect(
      bodies()
        .map(({ type }) => type)
        .sort(),
    ).toEqual(['grant.requested', 'review.asked']);
    const [sentFirst] = client.asked;
    expect(sentFirst?.headers).toMatchObject({ 'webhook-signature': expect.stringMatching(/^v1,/) });
    for (const subject of [subjects.ada, 'sub-banker', 'sub-finance'])
      expect(JSON.stringify(bodies())).not.toContain(subject);
  });

  it('of the data authority hears what administrators do, and is kept by them alone', async () => {
    client.served.set(URL, 'ok');
    expect((await run(people.admin, HOOK, { a: DATA_AUTHORITY, t: ['claim'] })).errors).toBeUndefined();
    const CLAIM = 'mutation { claimName(publisher: "air-lab", name: "Query.air", reason: "Known under it.") { id } }';
    await run(vendors.ada, CLAIM);
    await published(department);
    await deliver();
    expect(bodies().map(({ type }) => type)).toEqual(['claim.requested']);
    const LIST = `{ webhooks(agency: "${DATA_AUTHORITY}") { url } }`;
    expect((await run(people.admin2, LIST)).data.webhooks).toEqual([{ url: URL }]);
    expect(codeOf(await run(officer({ agency: DATA_AUTHORITY }), LIST))).toBe('FORBIDDEN');
    for (const viewer of [people.energy, people.banker, vendors.ada])
      expect(codeOf(await run(viewer, HOOK, { a: PROVIDERS.finance }))).toBe('FORBIDDEN');
    expect(codeOf(await run(people.admin, HOOK, { a: shop }))).toBe('FORBIDDEN');
  });
});
