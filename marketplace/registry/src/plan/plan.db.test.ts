import { hash } from 'node:crypto';
import type { Viewer } from '@citygraph/contract';
import { officer, testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { AppKeyRow } from '../app-key/app-key.entity.ts';
import { AuditEntry } from '../audit-entry/audit-entry.entity.ts';
import { verifyAudit } from '../audit-entry/verify-audit.ts';
import { registry, withKeys } from '../index.ts';
import { OutboxEvent } from '../outbox/outbox-event.entity.ts';
import { policyOf } from '../testing/policy-of.ts';
import { makePlugin, makePublisher, vendor } from '../testing/release-story.ts';
import { city, keys, now, people } from '../testing/story.ts';
import { Subscription } from './plan.entity.ts';
import { limitsOf } from './plan.rules.ts';
import { SUBSCRIBED_AN_HOUR } from './subscribe.ts';

const PLAN = `mutation P($n: ID!, $d: Int, $a: PlanApproval, $r: Boolean) {
  makePlan(name: $n, title: "Plan", requestsPerMinute: 60, costPerMinute: 5000, requestsPerDay: $d, maxDepth: 8, approval: $a, retired: $r) { name approval retiredAt } }`;
const SUBSCRIBE =
  'mutation S($a: ID! = "app-lender", $p: String! = "air", $n: ID! = "free") { subscribeToPlugin(app: $a, plugin: $p, plan: $n) { id state plan } }';
const DECIDE =
  'mutation D($id: ID!, $ok: Boolean!, $r: String) { decideSubscription(id: $id, approve: $ok, reason: $r) { state reason } }';
const END = 'mutation E($id: ID!, $r: String) { unsubscribeFromPlugin(id: $id, reason: $r) { state } }';
const KEY =
  'mutation K($a: ID! = "app-lender", $u: DateTime) { createAppKey(app: $a, name: "server", until: $u) { id key } }';
const REVOKE = 'mutation R($id: ID!) { revokeAppKey(id: $id) }';

const owner: Viewer = officer({ agency: 'x', subject: vendor.owner, roles: ['resident'] });

describe('limits', () => {
  const plan = { requestsPerMinute: 60, costPerMinute: 100, requestsPerDay: 1_000, maxDepth: null, maxCost: 50 };
  it('are what administrators gave, before what a plan gives', () => {
    expect(limitsOf({ requestsPerMinute: 5, costPerMinute: 6 }, [plan])).toEqual({
      requestsPerMinute: 5,
      costPerMinute: 6,
    });
    expect(limitsOf({ requestsPerMinute: null, costPerMinute: null }, [])).toBeNull();
  });
  it('are the widest of several plans, and none where one has none', () => {
    const other = { requestsPerMinute: 30, costPerMinute: 900, requestsPerDay: null, maxDepth: null, maxCost: 10 };
    expect(limitsOf({ requestsPerMinute: null, costPerMinute: null }, [plan, other])).toEqual({
      requestsPerMinute: 60,
      costPerMinute: 900,
      maxCost: 50,
    });
  });
});

describe('an app', () => {
  const department = testSubgraph(withKeys(keys), {
    now,
    async seed(em) {
      await registry.seed(em, city);
      await makePublisher(em);
      await makePlugin(em, 'air');
    },
  });
  const em = () => department.em();
  const run = async (viewer: Viewer, document: string, variables: Record<string, unknown> = {}) => {
    const { data, errors } = await department.as(viewer).run(document, variables);
    return errors ? { code: errors[0]?.extensions.code, message: errors[0]?.message } : data;
  };
  const policy = async (app = 'app-lender') => (await policyOf(em(), keys.subjectSecret, now)).apps[app];

  it('has a plan that changes only where something is said about it', async () => {
    const CHANGE = `mutation C($n: ID! = "gold", $t: String, $d: Int, $a: PlanApproval, $r: Boolean, $w: [PlanLimit!]! = []) {
      makePlan(name: $n, title: $t, requestsPerDay: $d, approval: $a, retired: $r, without: $w) { title requestsPerMinute requestsPerDay maxDepth approval retiredAt } }`;
    const change = async (variables: object) => {
      const made = await run(people.admin, CHANGE, { ...variables });
      return made.makePlan ?? made;
    };
    await run(people.admin, PLAN, { n: 'gold', d: 1_000, a: 'MANUAL', r: true });
    const kept = { requestsPerMinute: 60, requestsPerDay: 1_000, maxDepth: 8, approval: 'MANUAL' };
    expect(await change({ t: 'Golden' })).toEqual({ ...kept, title: 'Golden', retiredAt: expect.any(String) });
    expect(await change({ a: 'AUTO', r: false, w: ['REQUESTS_PER_DAY'] })).toEqual({
      ...kept,
      title: 'Golden',
      requestsPerDay: null,
      approval: 'AUTO',
      retiredAt: null,
    });
    expect(await change({ n: 'silver', t: 'Silver' })).toEqual({
      code: 'BAD_USER_INPUT',
      message: 'requestsPerMinute: a new plan needs it; only one that is there keeps what is left out.',
    });
  });

  it('that subscribed under a plan may ask for the plugin within its limits, until it ends that', async () => {
    await run(people.admin, PLAN, { n: 'free', d: 1_000 });
    expect((await policy())?.subscriptions).toEqual([]);
    const { subscribeToPlugin: made } = await run(people.banker, SUBSCRIBE);
    expect(made).toMatchObject({ state: 'ACTIVE', plan: 'free' });
    expect((await run(people.banker, SUBSCRIBE)).subscribeToPlugin.id).toBe(made.id);
    expect(await policy()).toMatchObject({
      subscriptions: ['air'],
      limits: { requestsPerMinute: 60, costPerMinute: 5_000, requestsPerDay: 1_000, maxDepth: 8 },
    });
    expect(await run(people.banker, END, { id: made.id })).toEqual({ unsubscribeFromPlugin: { state: 'ENDED' } });
    expect(await policy()).toMatchObject({ subscriptions: [], limits: null });
    expect(await verifyAudit(em())).toMatchObject({ intact: true, entries: 3 });
  });

  it('of the city’s own needs no subscription', async () => {
    expect(await policy('app-school-entry')).not.toHaveProperty('subscriptions');
  });

  it('waits for the publisher where the plan says so', async () => {
    await run(people.admin, PLAN, { n: 'free', a: 'MANUAL' });
    const { subscribeToPlugin: made } = await run(people.banker, SUBSCRIBE);
    expect(made.state).toBe('REQUESTED');
    expect((await policy())?.subscriptions).toEqual([]);
    expect(await run(people.banker, DECIDE, { id: made.id, ok: true })).toMatchObject({ code: 'FORBIDDEN' });
    expect(await run(owner, DECIDE, { id: made.id, ok: false })).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(await run(owner, DECIDE, { id: made.id, ok: true })).toEqual({
      decideSubscription: { state: 'ACTIVE', reason: null },
    });
    expect((await policy())?.subscriptions).toEqual(['air']);
    expect(await run(owner, END, { id: made.id })).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(await run(owner, END, { id: made.id, r: 'It did not pay.' })).toEqual({
      unsubscribeFromPlugin: { state: 'ENDED' },
    });
    expect(await run(owner, DECIDE, { id: made.id, ok: true })).toMatchObject({ code: 'CONFLICT' });
  });

  it('that the publisher refused or put out comes back by the publisher’s word alone, under whatever plan', async () => {
    await run(people.admin, PLAN, { n: 'free' });
    await run(people.admin, PLAN, { n: 'asked', a: 'MANUAL' });
    const { subscribeToPlugin: asked } = await run(people.banker, SUBSCRIBE, { n: 'asked' });
    const { id } = asked;
    await run(owner, DECIDE, { id, ok: false, r: 'You sold it on.' });
    const again = { subscribeToPlugin: { id, state: 'REQUESTED', plan: 'free' } };
    expect(await run(people.banker, SUBSCRIBE)).toEqual(again);
    // Neither does it help to end what was asked for and to begin anew.
    await run(people.banker, END, { id });
    expect(await run(people.banker, SUBSCRIBE)).toEqual(again);
    await run(owner, DECIDE, { id, ok: true });
    expect(await em().find(Subscription, { id })).toMatchObject([{ state: 'ACTIVE', barred: false }]);
    await run(owner, END, { id, r: 'You sold it on.' });
    expect(await run(people.banker, SUBSCRIBE)).toEqual(again);
    // Who goes by themselves comes back by themselves.
    await run(owner, DECIDE, { id, ok: true });
    await run(people.banker, END, { id });
    expect(await run(people.banker, SUBSCRIBE)).toMatchObject({ subscribeToPlugin: { state: 'ACTIVE' } });
  });

  it('keeps the plan that it has until another is decided', async () => {
    await run(people.admin, PLAN, { n: 'free' });
    await run(people.admin, PLAN, { n: 'large', a: 'MANUAL' });
    const { subscribeToPlugin: begun } = await run(people.banker, SUBSCRIBE);
    const { id } = begun;
    const large = { n: 'large' };
    const goesOn = { subscribeToPlugin: { id, state: 'ACTIVE', plan: 'free' } };
    expect(await run(people.banker, SUBSCRIBE, large)).toEqual(goesOn);
    const WAITING = '{ subscriptionsToDecide { nodes { id plan wantedPlan } } }';
    expect(await run(owner, WAITING)).toEqual({
      subscriptionsToDecide: { nodes: [{ id, plan: 'free', wantedPlan: 'large' }] },
    });
    expect(await run(owner, DECIDE, { id, ok: false, r: 'Too much for us.' })).toMatchObject({
      decideSubscription: { state: 'ACTIVE', reason: 'Too much for us.' },
    });
    expect(await em().find(Subscription, { id })).toMatchObject([{ plan: 'free', wantedPlan: null }]);
    await run(people.banker, SUBSCRIBE, large);
    await run(owner, DECIDE, { id, ok: true });
    expect(await em().find(Subscription, { id })).toMatchObject([{ state: 'ACTIVE', plan: 'large', wantedPlan: null }]);
  });

  describe('that comes and goes', () => {
    const told = async () => (await em().find(OutboxEvent, { topic: { $like: 'subscription.%' } })).length;
    const version = async () => (await policyOf(em(), keys.subjectSecret, now)).version;
    const round = async () => {
      const { subscribeToPlugin: made, ...refused } = await run(people.banker, SUBSCRIBE);
      if (made) await run(people.banker, END, { id: made.id });
      return made ? 'made' : refused;
    };

    it('is told of once an hour, and then refused with when it may come again', async () => {
      await run(people.admin, PLAN, { n: 'free' });
      const rounds: unknown[] = [];
      for (let times = 0; times < 20; times++) rounds.push(await round());
      expect(await told()).toBe(2);
      expect(rounds.filter((one) => one === 'made')).toHaveLength(SUBSCRIBED_AN_HOUR);
      expect(rounds.at(-1)).toEqual({
        code: 'RATE_LIMITED',
        message:
          'app: app-lender subscribed to air 10 times within an hour, which is the most; do it again after 2026-11-02T02:00:00.000Z.',
      });
      department.clock.set(new Date(now.getTime() + 3_600_000));
      expect(await round()).toBe('made');
      expect(await told()).toBe(4);
    });

    it('is news again once the publisher has decided', async () => {
      await run(people.admin, PLAN, { n: 'free', a: 'MANUAL' });
      const { subscribeToPlugin: made } = await run(people.banker, SUBSCRIBE);
      await run(owner, DECIDE, { id: made.id, ok: false, r: 'Who are you?' });
      await run(people.banker, SUBSCRIBE);
      expect(await told()).toBe(3);
    });

    it('changes the policy only with what gateways do', async () => {
      await run(people.admin, PLAN, { n: 'free', a: 'MANUAL' });
      const before = await version();
      const { subscribeToPlugin: made } = await run(people.banker, SUBSCRIBE);
      await run(people.banker, END, { id: made.id });
      await run(people.banker, SUBSCRIBE);
      expect(await version()).toBe(before);
      await run(owner, DECIDE, { id: made.id, ok: true });
      expect(await version()).toBe(before + 1);
      await run(people.banker, END, { id: made.id });
      expect(await version()).toBe(before + 2);
    });
  });

  it('that waits is seen by those who decide, and by nobody else', async () => {
    await run(people.admin, PLAN, { n: 'free', a: 'MANUAL' });
    const { subscribeToPlugin: made } = await run(people.banker, SUBSCRIBE);
    const QUEUE = '{ subscriptionsToDecide { nodes { id app plugin plan } } }';
    const waiting = async (viewer: Viewer) => (await run(viewer, QUEUE)).subscriptionsToDecide.nodes;
    const row = { id: made.id, app: 'app-lender', plugin: 'air', plan: 'free' };
    expect(await waiting(owner)).toEqual([row]);
    expect(await waiting(people.admin)).toEqual([row]);
    expect(await waiting(people.banker)).toEqual([]);
    expect(await run(people.nobody, QUEUE)).toMatchObject({ code: 'UNAUTHENTICATED' });
    const ONE = `query O($id: ID!) { pluginSubscription(id: $id) { app } }`;
    expect(await run(owner, ONE, { id: made.id })).toEqual({ pluginSubscription: { app: 'app-lender' } });
    expect(await run(people.shopOwner, ONE, { id: made.id })).toMatchObject({ code: 'FORBIDDEN' });
    expect(await run(owner, ONE, { id: 'sub_none' })).toEqual({ pluginSubscription: null });
    await run(owner, DECIDE, { id: made.id, ok: true });
    expect(await waiting(people.admin)).toEqual([]);
  });

  it.each<[string, Viewer, Record<string, unknown>, string]>([
    ['by nobody', people.nobody, {}, 'UNAUTHENTICATED'],
    ['by somebody else', people.shopOwner, {}, 'FORBIDDEN'],
    ['for an app that is not there', people.banker, { a: 'app-none' }, 'FORBIDDEN'],
    ['to a plugin that is not there', people.banker, { p: 'none' }, 'NOT_FOUND'],
    ['under a plan that is not there', people.banker, { n: 'none' }, 'NOT_FOUND'],
    ['under a plan that is no more offered', people.banker, { n: 'old' }, 'NOT_FOUND'],
  ])('is not subscribed %s', async (_, viewer, over, code) => {
    await run(people.admin, PLAN, { n: 'free' });
    await run(people.admin, PLAN, { n: 'old', r: true });
    expect(await run(viewer, SUBSCRIBE, over)).toMatchObject({ code });
    expect(await em().count(Subscription)).toBe(0);
  });

  it.each<[string, Viewer, Record<string, unknown>, string]>([
    ['by its people', people.banker, { n: 'free' }, 'FORBIDDEN'],
    ['with a name that is none', people.admin, { n: '__proto__' }, 'BAD_USER_INPUT'],
    ['with a quota of nothing', people.admin, { n: 'free', d: 0 }, 'BAD_USER_INPUT'],
  ])('gets no plan made %s', async (_, viewer, over, code) => {
    expect(await run(viewer, PLAN, over)).toMatchObject({ code });
  });

  it('is shown a key once; what is kept and told to gateways is its digest', async () => {
    const { createAppKey: made } = await run(people.banker, KEY, { u: '2027-01-01T00:00:00+08:00' });
    expect(made.key).toMatch(/^cgk_[\w-]{43}$/);
    expect((await policy())?.keys).toEqual([
      { id: made.id, digest: hash('sha256', made.key, 'hex'), until: '2026-12-31T16:00:00.000Z' },
    ]);
    const rows = JSON.stringify([await em().find(AppKeyRow, {}), await em().find(AuditEntry, {})]);
    expect(rows).not.toContain(made.key);
    expect(await run(people.shopOwner, REVOKE, { id: made.id })).toMatchObject({ code: 'FORBIDDEN' });
    expect(await run(people.banker, REVOKE, { id: made.id })).toEqual({ revokeAppKey: made.id });
    expect(await policy()).not.toHaveProperty('keys');
    expect(await verifyAudit(em())).toMatchObject({ intact: true, entries: 2 });
  });

  it('gets no second key by asking again under the same idempotency key: the lost one gives way', async () => {
    const ONCE = KEY.replace('until: $u', 'until: $u, idempotencyKey: "setup-1"');
    const { createAppKey: first } = await run(people.banker, ONCE);
    const { createAppKey: again } = await run(people.banker, ONCE);
    expect(again.id).toBe(first.id);
    expect((await policy())?.keys).toEqual([{ id: first.id, digest: hash('sha256', again.key, 'hex'), until: null }]);
    department.clock.set(new Date(now.getTime() + 601_000));
    expect(await run(people.banker, ONCE)).toMatchObject({ code: 'CONFLICT' });
    department.clock.set(now);
    await run(people.banker, REVOKE, { id: first.id });
    expect(await run(people.banker, ONCE)).toMatchObject({ code: 'CONFLICT' });
    expect(await em().count(AppKeyRow)).toBe(1);
  });

  it('gets no key for the past, none for others, and no more than ten', async () => {
    expect(await run(people.banker, KEY, { u: '2026-01-01T00:00:00+08:00' })).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(await run(people.shopOwner, KEY)).toMatchObject({ code: 'FORBIDDEN' });
    for (let made = 0; made < 10; made += 1) await run(people.banker, KEY);
    expect(await run(people.banker, KEY)).toMatchObject({ code: 'CONFLICT' });
    expect(await em().count(AppKeyRow)).toBe(10);
  });

  it('shows its keys’ names to its own people alone', async () => {
    await run(people.banker, KEY);
    const seen = async (viewer: Viewer) =>
      (await department.as(viewer).run('{ appKeys(app: "app-lender") { name } }')).data;
    expect(await seen(people.banker)).toEqual({ appKeys: [{ name: 'server' }] });
    expect(await seen(people.neighbour)).toEqual({ appKeys: [{ name: null }] });
  });
});
