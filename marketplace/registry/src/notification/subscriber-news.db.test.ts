import type { Viewer } from '@citygraph/contract';
import { officer, testSubgraph } from '@citygraph/kit/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { registry, withKeys } from '../index.ts';
import { announce } from '../outbox/announce.ts';
import { CREATE, fakeAdmission, fakeClient, registered, vendors } from '../testing/publishing-story.ts';
import { bank, city, keys, now, people, shop } from '../testing/story.ts';
import { deliverWebhooks } from '../webhook/deliver-webhooks.ts';
import { tellOutbox } from './tell-outbox.ts';

const client = fakeClient();
const webhookSecret = new Uint8Array(32).fill(9);
const department = testSubgraph(withKeys(keys, { client, admission: fakeAdmission(), webhookSecret }), {
  seed: (em) => registry.seed(em, city),
  now,
});
const run = async (viewer: Viewer, document: string, variables: Record<string, unknown> = {}) => {
  const { data, errors } = await department.as(viewer).run(document, variables);
  expect(errors).toBeUndefined();
  return data;
};
const PLAN = `mutation P($m: Int! = 60, $r: Boolean! = false) {
  makePlan(name: "free", title: "Plan", requestsPerMinute: $m, costPerMinute: 5000, approval: MANUAL, retired: $r) { name } }`;
const SUBSCRIBE = 'mutation { subscribeToPlugin(app: "app-lender", plugin: "air-quality", plan: "free") { id } }';
const DECIDE =
  'mutation D($id: ID!, $ok: Boolean!, $r: String) { decideSubscription(id: $id, approve: $ok, reason: $r) { state } }';
const END = 'mutation E($id: ID!, $r: String) { unsubscribeFromPlugin(id: $id, reason: $r) { state } }';
const HOOK = `mutation W($u: String!, $t: [String!]! = []) {
  createWebhook(url: $u, app: "app-lender", topics: $t) { webhook { id } } }`;

/** Works with whoever asked, and was never here. */
const colleague = officer({ agency: bank, subject: 'sub-banker-2', roles: ['resident', 'lender'] });
const told = async (viewer: Viewer) => {
  await tellOutbox(department.em(), department.clock);
  const { notifications } = await run(viewer, '{ notifications(first: 100) { nodes { topic office } } }');
  return notifications.nodes;
};
const news = (...topics: string[]) => topics.map((topic) => ({ topic, office: `firm:${bank}` }));
const later = () => department.clock.set(new Date(department.clock.now().getTime() + 1_000));
const subscribed = async (): Promise<string> => {
  await run(people.admin, PLAN);
  return (await run(people.banker, SUBSCRIBE)).subscribeToPlugin.id;
};

beforeEach(async () => {
  client.asked.length = 0;
  await registered(department);
  await run(vendors.ada, CREATE);
});

describe('whoever runs an app that subscribed', () => {
  it('is told what was decided of it, whoever of its people looks, and nobody else’s people', async () => {
    const id = await subscribed();
    later();
    await run(vendors.ada, DECIDE, { id, ok: true });
    later();
    await run(vendors.ada, END, { id, r: 'It did not pay.' });
    expect(await told(people.banker)).toEqual(news('subscription.ended', 'subscription.active'));
    expect(await told(colleague)).toEqual(news('subscription.ended', 'subscription.active', 'subscription.requested'));
    expect(await told(people.shopOwner)).toEqual([]);
    expect(await told(officer({ agency: 'x', subject: people.banker.principal.subject ?? '' }))).toEqual([]);
  });

  it('is told what becomes of the plugin that users notice, for as long as it is subscribed', async () => {
    const id = await subscribed();
    await run(vendors.ada, DECIDE, { id, ok: true });
    await told(people.banker);
    const topics = ['plugin.killed', 'plugin.deprecated', 'release.rolled-back', 'rollout.promoted'];
    for (const topic of [...topics, 'release.published']) {
      later();
      await announce(department.em(), topic, { plugin: 'air-quality' }, department.clock.now());
    }
    expect(await told(people.banker)).toEqual(news(...topics.toReversed(), 'subscription.active'));
    await run(people.banker, END, { id });
    later();
    await announce(department.em(), 'plugin.restored', { plugin: 'air-quality' }, department.clock.now());
    expect(await told(people.banker)).toHaveLength(5);
  });

  it('is told of one event once, though several of its people’s firms use the plugin', async () => {
    const id = await subscribed();
    await run(vendors.ada, DECIDE, { id, ok: true });
    const REGISTER =
      'mutation R($o: USCC!) { registerApp(clientId: "app-shop", name: "Shop", organisation: $o) { clientId } }';
    await run(people.admin, REGISTER, { o: shop });
    await run(people.shopOwner, SUBSCRIBE.replace('app-lender', 'app-shop'));
    await told(people.banker);
    await announce(department.em(), 'plugin.killed', { plugin: 'air-quality' }, now);
    const both: Viewer = { ...colleague, standing: people.shopOwner.standing };
    const killed = (await told(both)).filter(({ topic }: { topic: string }) => topic === 'plugin.killed');
    expect(killed).toHaveLength(1);
    const [{ id: first }] = (await run(both, '{ notifications(first: 1) { nodes { id } } }')).notifications.nodes;
    const { unreadNotifications: before } = await run(both, '{ unreadNotifications }');
    await run(both, 'mutation R($i: [ID!]!) { readNotifications(ids: $i) }', { i: [first] });
    expect((await run(both, '{ unreadNotifications }')).unreadNotifications).toBe(before - 1);
  });

  it('is told when its plan changes, and not when it is said again', async () => {
    await subscribed();
    await run(people.admin, PLAN);
    expect(await told(people.banker)).toEqual([]);
    later();
    await run(people.admin, PLAN, { m: 30 });
    later();
    await run(people.admin, PLAN, { m: 30, r: true });
    expect(await told(people.banker)).toEqual(news('subscription.plan-retired', 'subscription.plan-changed'));
    expect(await told(people.shopOwner)).toEqual([]);
  });
});

it('an app’s webhook hears of its own subscriptions, and of the plugins it subscribed to where it names none', async () => {
  const [ofAll, ofIts] = ['https://bank.example/all', 'https://bank.example/subscriptions'];
  await run(people.banker, HOOK, { u: ofAll });
  await run(people.banker, HOOK, { u: ofIts, t: ['subscription'] });
  const heard = async () => {
    later();
    await tellOutbox(department.em(), department.clock);
    await deliverWebhooks(department.em(), department.clock, { client, webhookSecret });
    const said = client.asked.splice(0).map(({ url, body }) => `${url} ${JSON.parse(body ?? '').type}`);
    return said.sort();
  };
  for (const url of [ofAll, ofIts]) client.served.set(url, 'ok');
  await announce(department.em(), 'plugin.killed', { plugin: 'air-quality' }, now);
  expect(await heard()).toEqual([]);
  const id = await subscribed();
  await run(vendors.ada, DECIDE, { id, ok: true });
  const each = ['subscription.active', 'subscription.requested'];
  expect(await heard()).toEqual([ofAll, ofIts].flatMap((url) => each.map((topic) => `${url} ${topic}`)));
  await announce(department.em(), 'plugin.killed', { plugin: 'air-quality' }, now);
  expect(await heard()).toEqual([`${ofAll} plugin.killed`]);
});
