import { createHmac } from 'node:crypto';
import type { Viewer } from '@citygraph/contract';
import { insertRows } from '@citygraph/kit';
import { testSubgraph } from '@citygraph/kit/testing';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { AuditEntry } from '../audit-entry/audit-entry.entity.ts';
import { registry, withKeys } from '../index.ts';
import { forgetOldNews } from '../notification/forget-old-news.ts';
import { tellOutbox } from '../notification/tell-outbox.ts';
import { announce } from '../outbox/announce.ts';
import {
  CREATE,
  codeOf,
  fakeAdmission,
  fakeClient,
  published,
  registered,
  vendors,
} from '../testing/publishing-story.ts';
import { city, keys, now, people } from '../testing/story.ts';
import { deliverWebhooks } from './deliver-webhooks.ts';
import { newDelivery } from './new-delivery.ts';
import { Webhook, WebhookDelivery } from './webhook.entity.ts';

const client = fakeClient();
const webhookSecret = new Uint8Array(32).fill(9);
const department = testSubgraph(withKeys(keys, { client, admission: fakeAdmission(), webhookSecret }), {
  seed: (em) => registry.seed(em, city),
  now,
});
const URL = 'https://airlab.example/hook';
const run = (viewer: Viewer, document: string, variables: Record<string, unknown> = {}) =>
  department.as(viewer).run(document, variables);
const CREATE_HOOK = `mutation W($u: String!, $p: ID, $a: ID, $t: [String!]! = [], $pl: [ID!]! = []) {
  createWebhook(url: $u, publisher: $p, app: $a, topics: $t, plugins: $pl) { secret webhook { id url topics } } }`;
const hook = (over: Record<string, unknown> = {}, viewer: Viewer = vendors.ada) =>
  run(viewer, CREATE_HOOK, { u: URL, p: 'air-lab', ...over });
const act = (verb: string, id: string, viewer: Viewer = vendors.ada) =>
  run(viewer, `mutation A($id: ID!) { ${verb}(id: $id) { id disabledAt } }`, { id });
const deliver = async (seconds = 0) => {
  department.clock.set(new Date(department.clock.now().getTime() + seconds * 1_000));
  await tellOutbox(department.em(), department.clock);
  await deliverWebhooks(department.em(), department.clock, { client, webhookSecret });
};
const deliveries = async (viewer: Viewer = vendors.ada) =>
  (
    await run(
      viewer,
      '{ webhooks(publisher: "air-lab") { disabledReason deliveries { nodes { id topic state attempts lastStatus lastError } } } }',
    )
  ).data.webhooks[0];

beforeEach(async () => {
  client.served.clear();
  client.asked.length = 0;
  await registered(department);
  await run(vendors.ada, CREATE);
});

describe('a webhook', () => {
  it('hears what happens to its publisher’s plugins, signed so that the receiver knows', async () => {
    const { data, errors } = await hook();
    expect(errors).toBeUndefined();
    const { secret, webhook } = data.createWebhook;
    client.served.set(URL, 'thanks');
    await published(department);
    await deliver();
    const [request, ...rest] = client.asked;
    expect(rest).toEqual([]);
    expect(request).toMatchObject({ url: URL, method: 'POST' });
    const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature } = request?.headers ?? {};
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
    const expected = createHmac('sha256', key).update(`${id}.${at}.${request?.body}`).digest('base64');
    expect(signature).toBe(`v1,${expected}`);
    expect(JSON.parse(request?.body ?? '')).toMatchObject({
      type: 'release.published',
      data: { plugin: 'air-quality', version: '1.0.0' },
    });
    expect((await deliveries()).deliveries.nodes).toMatchObject([{ state: 'DELIVERED', attempts: 1, lastStatus: 200 }]);
    await deliver(3_600);
    expect(client.asked).toHaveLength(1);
    expect((await run(vendors.eve, '{ webhooks(publisher: "air-lab") { id } }')).data.webhooks).toBeNull();
    expect(webhook.url).toBe(URL);
  });

  it('is tried again later and later under one id, until it hears', async () => {
    await hook();
    await published(department);
    await deliver();
    client.served.set(URL, 500);
    await deliver(4);
    expect(client.asked).toHaveLength(1);
    await deliver(1);
    expect((await deliveries()).deliveries.nodes).toMatchObject([
      { state: 'PENDING', attempts: 2, lastError: 'status 500' },
    ]);
    client.served.set(URL, 'ok');
    await deliver(300);
    expect(new Set(client.asked.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect((await deliveries()).deliveries.nodes).toMatchObject([{ state: 'DELIVERED', attempts: 3, lastError: null }]);
  });

  it('that never hears is given up, and one that is gone at once', async () => {
    const { id } = (await hook()).data.createWebhook.webhook;
    await published(department);
    for (const seconds of [0, 5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]) await deliver(seconds);
    expect((await deliveries()).deliveries.nodes).toMatchObject([{ state: 'FAILED', attempts: 10 }]);
    client.served.set(URL, 410);
    await act('testWebhook', id);
    await deliver();
    expect((await deliveries()).disabledReason).toContain('410');
  });

  it('that hears nothing for five days is disabled; enabled again, what it missed can be replayed', async () => {
    const { id } = (await hook()).data.createWebhook.webhook;
    await published(department);
    await deliver();
    await deliver(6 * 86_400);
    expect((await deliveries()).disabledReason).toContain('Nothing arrived since 2026-11-02');
    await announce(department.em(), 'plugin.kept', { plugin: 'air-quality' }, department.clock.now());
    await deliver(86_400);
    const [missed] = (await deliveries()).deliveries.nodes;
    expect(missed).toMatchObject({ state: 'FAILED', lastError: 'the webhook is disabled' });
    const replay = () => act('replayDelivery', missed.id);
    expect(codeOf(await replay())).toBe('CONFLICT');
    expect((await act('enableWebhook', id)).data.enableWebhook.disabledAt).toBeNull();
    client.served.set(URL, 'ok');
    expect((await replay()).errors).toBeUndefined();
    await deliver();
    expect((await deliveries()).deliveries.nodes).toMatchObject([{ state: 'DELIVERED', attempts: 1 }]);
    await replay();
    await deliver();
    const ids = client.asked.map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids).size).toBe(1);
  });

  it('signs with both secrets for a day after a change', async () => {
    const { secret, webhook } = (await hook()).data.createWebhook;
    const ROTATE = `mutation R($id: ID!, $n: Int!) {
      rotateWebhookSecret(id: $id, number: $n) { secret webhook { secretNumber } } }`;
    const rotate = (n: number) => run(vendors.ada, ROTATE, { id: webhook.id, n });
    const changed = (await rotate(2)).data.rotateWebhookSecret;
    expect(changed.secret).not.toBe(secret);
    // Whoever did not hear the answer asks again, and neither secret is lost by it.
    expect((await rotate(2)).data.rotateWebhookSecret).toEqual(changed);
    expect(changed.webhook).toEqual({ secretNumber: 2 });
    for (const n of [1, 4]) expect(codeOf(await rotate(n))).toBe('CONFLICT');
    client.served.set(URL, 'ok');
    await act('testWebhook', webhook.id);
    await deliver(60);
    await act('testWebhook', webhook.id);
    await deliver(86_400);
    const signatures = client.asked.map(({ headers }) => headers['webhook-signature']?.split(' ').length);
    expect(signatures).toEqual([2, 1]);
  });

  it('of an app hears of the plugins it names, as far as users notice', async () => {
    const { errors } = await hook({ p: null, a: 'app-lender', pl: ['air-quality'] }, people.banker);
    expect(errors).toBeUndefined();
    client.served.set(URL, 'ok');
    await published(department);
    await announce(department.em(), 'plugin.killed', { plugin: 'air-quality', reason: 'It leaks.' }, now);
    await deliver();
    expect(client.asked.map(({ body }) => JSON.parse(body ?? '').type)).toEqual(['plugin.killed']);
  });

  it('with much to hear holds up no other', async () => {
    await hook();
    const other = 'https://dust.example/hook';
    await registered(department, { handle: 'dust-lab', namespace: 'dust', viewer: vendors.eve });
    await run(vendors.eve, CREATE, { p: 'dust-lab', n: 'dust', ns: 'dust' });
    for (let count = 0; count < 60; count++) {
      await announce(department.em(), 'plugin.kept', { plugin: 'air-quality' }, now);
    }
    await hook({ u: other, p: 'dust-lab' }, vendors.eve);
    await announce(department.em(), 'plugin.kept', { plugin: 'dust' }, new Date(now.getTime() + 1_000));
    await deliver(2);
    expect(client.asked.filter(({ url }) => url === URL)).toHaveLength(5);
    expect(client.asked.filter(({ url }) => url === other)).toHaveLength(1);
  });

  it('hears first of what was stopped, however much else waits', async () => {
    await hook();
    for (let count = 0; count < 60; count++)
      await announce(department.em(), 'plugin.kept', { plugin: 'air-quality' }, now);
    await run(people.admin, 'mutation { killPlugin(plugin: "air-quality", reason: "It tells.") }');
    await deliver(2);
    const topics = client.asked.map(({ body }) => JSON.parse(String(body)).type);
    expect(topics).toHaveLength(5);
    expect(topics).toContain('plugin.killed');
  });

  it('with more to hear than is ever looked at holds up no other', async () => {
    const { id } = (await hook()).data.createWebhook.webhook;
    const messages = Array.from({ length: 600 }, (_, index) =>
      newDelivery(id, { id: `evt_${index}`, topic: 'plugin.kept', data: {}, at: now }, now),
    );
    await insertRows(department.em(), WebhookDelivery, messages);
    const other = 'https://dust.example/hook';
    await registered(department, { handle: 'dust-lab', namespace: 'dust', viewer: vendors.eve });
    const made = await hook({ u: other, p: 'dust-lab' }, vendors.eve);
    department.clock.set(new Date(now.getTime() + 1_000));
    await act('testWebhook', made.data.createWebhook.webhook.id, vendors.eve);
    await deliver();
    expect(client.asked.filter(({ url }) => url === other)).toHaveLength(1);
  });

  it('that our own client cannot ask fails as one that nobody answers, and holds up no other', async () => {
    await hook();
    const other = 'https://airlab.example/other';
    client.served.set(other, 'ok');
    await hook({ u: other });
    await published(department);
    await tellOutbox(department.em(), department.clock);
    const broken: typeof client = {
      ...client,
      ask: (request) => (request.url === URL ? Promise.reject(new Error('no such cipher')) : client.ask(request)),
    };
    await deliverWebhooks(department.em(), department.clock, { client: broken, webhookSecret });
    const rows = await department.em().find(WebhookDelivery, {}, { orderBy: { state: 'asc' } });
    expect(rows).toMatchObject([
      { state: 'DELIVERED', attempts: 1 },
      {
        state: 'PENDING',
        attempts: 1,
        lastError: 'it could not be sent: Error: no such cipher',
        nextAt: new Date(now.getTime() + 5_000),
      },
    ]);
  });

  it('hears only what it subscribed to', async () => {
    await hook({ t: ['plugin'] });
    client.served.set(URL, 'ok');
    await published(department);
    await deliver();
    expect(client.asked).toEqual([]);
  });

  it.each<[string, Record<string, unknown>, Viewer, string]>([
    ['in the clear', { u: 'http://airlab.example/' }, vendors.ada, 'BAD_USER_INPUT'],
    ['within', { u: 'https://127.0.0.1/' }, vendors.ada, 'BAD_USER_INPUT'],
    ['for nobody', { p: null }, vendors.ada, 'BAD_USER_INPUT'],
    ['for two', { a: 'app-lender', pl: ['air-quality'] }, vendors.ada, 'BAD_USER_INPUT'],
    ['of what there is not', { t: ['weather'] }, vendors.ada, 'BAD_USER_INPUT'],
    ['of another publisher', {}, vendors.eve, 'FORBIDDEN'],
    ['of another’s app', { p: null, a: 'app-lender', pl: ['air-quality'] }, vendors.ada, 'FORBIDDEN'],
    ['by nobody', {}, people.nobody, 'UNAUTHENTICATED'],
  ])('is never made %s', async (_, over, viewer, code) => {
    const before = await department.em().count(AuditEntry);
    expect(codeOf(await hook(over, viewer))).toBe(code);
    expect(await department.em().count(Webhook)).toBe(0);
    expect(await department.em().count(AuditEntry)).toBe(before);
  });

  it('is made anew after it was forgotten', async () => {
    const { id } = (await hook()).data.createWebhook.webhook;
    expect((await hook()).data.createWebhook.webhook.id).toBe(id);
    await run(vendors.ada, 'mutation D($id: ID!) { deleteWebhook(id: $id) }', { id });
    const again = (await hook()).data.createWebhook.webhook;
    expect(again).toMatchObject({ url: URL });
    expect(again.id).not.toBe(id);
  });

  it('is kept by owners alone, and forgotten with all that was to be sent', async () => {
    const { id } = (await hook()).data.createWebhook.webhook;
    await published(department);
    await deliver();
    for (const verb of ['testWebhook', 'enableWebhook'])
      expect(codeOf(await act(verb, id, vendors.eve))).toBe('FORBIDDEN');
    const forget = (viewer: Viewer) => run(viewer, 'mutation D($id: ID!) { deleteWebhook(id: $id) }', { id });
    expect(codeOf(await forget(vendors.eve))).toBe('FORBIDDEN');
    expect((await forget(vendors.ada)).data.deleteWebhook).toBe(id);
    // Whoever did not hear the answer asks again; to others it is as one that never was.
    const acts = await department.em().count(AuditEntry);
    expect(await forget(vendors.ada)).toEqual({ data: { deleteWebhook: id } });
    const said = async (viewer: Viewer, named: string) =>
      (
        await run(viewer, 'mutation D($id: ID!) { deleteWebhook(id: $id) }', { id: named })
      ).errors?.[0]?.message.replace(named, '');
    expect(await said(vendors.eve, id)).toBe(await said(vendors.eve, 'whk_none'));
    expect(codeOf(await forget(vendors.eve))).toBe('FORBIDDEN');
    expect(codeOf(await forget(people.nobody))).toBe('UNAUTHENTICATED');
    expect(await department.em().count(AuditEntry)).toBe(acts);
    department.clock.set(new Date(now.getTime() + 366 * 86_400_000));
    await forgetOldNews(department.em(), department.clock);
    expect(codeOf(await forget(vendors.ada))).toBe('FORBIDDEN');
    expect(await department.em().count(WebhookDelivery)).toBe(0);
    expect(await department.em().count(AuditEntry, { record: { $like: '%whsec_%' } })).toBe(0);
  });
});

describe('many at once', () => {
  const busy = testSubgraph(withKeys(keys, { client, admission: fakeAdmission(), webhookSecret }), {
    commits: true,
    seed: (em) => registry.seed(em, city),
    now,
  });

  it('deliver a message once', async () => {
    await registered(busy);
    await busy.as(vendors.ada).run(CREATE);
    await busy.as(vendors.ada).run(CREATE_HOOK, { u: URL, p: 'air-lab' });
    await published(busy);
    await tellOutbox(busy.em(), busy.clock);
    client.served.set(URL, 'ok');
    await Promise.all(
      Array.from({ length: 5 }, () => deliverWebhooks(busy.em(), busy.clock, { client, webhookSecret })),
    );
    expect(client.asked).toHaveLength(1);
  });
});
