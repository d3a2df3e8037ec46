import { CityGraphError, type Viewer } from '@citygraph/contract';
import { newId, transact, validate } from '@citygraph/kit';
import { type EntityManager, raw } from '@mikro-orm/sql';
import { z } from 'zod';
import { ActCount } from '../act-count/act-count.entity.ts';
import { assertNotTooOften, isNews } from '../act-count/not-too-often.ts';
import { App } from '../app/app.entity.ts';
import { isOfApp } from '../app/register-documents.ts';
import { audit } from '../audit-entry/audit.ts';
import { announce } from '../outbox/announce.ts';
import { reasonText } from '../plain-text.ts';
import { loadPlugin } from '../plugin/may-run-plugin.ts';
import { Plugin } from '../plugin/plugin.entity.ts';
import { touchPolicy } from '../policy/advance-head.ts';
import { Plan, Subscription, type SubscriptionState } from './plan.entity.ts';

/** Times that an app may subscribe to a plugin in an hour: each is a change for its publisher to hear of. */
export const SUBSCRIBED_AN_HOUR = 10;

const Wish = z.strictObject({
  app: z.string().min(1).max(80),
  plugin: z.string().min(1).max(31),
  plan: z.string().min(1).max(40),
});

/** The app, held until the transaction ends, when the viewer speaks for it. @throws UNAUTHENTICATED or FORBIDDEN. */
export async function holdApp(em: EntityManager, viewer: Viewer, clientId: string): Promise<App> {
  await em.nativeUpdate(App, { clientId }, { name: raw('name') as never });
  const app = await em.findOne(App, { clientId }, { disableIdentityMap: true });
  if (app && isOfApp(viewer, app)) return app;
  throw new CityGraphError(
    viewer.principal.subject === null ? 'UNAUTHENTICATED' : 'FORBIDDEN',
    `app: there is no app ${clientId}, or you neither work for nor represent who runs it.`,
    { extensions: { argument: 'app' } },
  );
}

/** Asks for a plugin's fields under a plan: in force at once, or when its publisher says so. Asked for again under the same plan, it stays as it is. Answers its id. */
export function subscribe(em: EntityManager, viewer: Viewer, wish: z.input<typeof Wish>, now: Date): Promise<string> {
  const { app: clientId, plugin: name, plan: planName } = validate(Wish, wish);
  return transact(em, async (inner) => {
    await holdApp(inner, viewer, clientId);
    const plan = await inner.findOne(Plan, { name: planName }, { disableIdentityMap: true });
    if (!plan || plan.retiredAt) throw notFound('plan', `there is no plan ${planName} that is offered.`);
    if ((await inner.count(Plugin, { name })) === 0) throw notFound('plugin', `there is no plugin ${name}.`);
    const known = await inner.findOne(Subscription, { app: clientId, plugin: name }, { disableIdentityMap: true });
    const isLiving = known?.state === 'ACTIVE' || known?.state === 'REQUESTED';
    if (known && isLiving && (known.wantedPlan ?? known.plan) === planName) return known.id;
    const about = aboutOf(clientId, name);
    const what = `${clientId} subscribed to ${name}`;
    const bound = { act: 'subscribeToPlugin', about, most: SUBSCRIBED_AN_HOUR, argument: 'app', what };
    await assertNotTooOften(inner, bound, now);
    const waits = (plan.approval === 'MANUAL' || known?.barred === true) && known?.plan !== planName;
    // What an app has it keeps until somebody decides about what it would rather have.
    const keeps = known?.state === 'ACTIVE' && waits;
    const mayAtOnce = known?.state === 'ACTIVE' || (plan.approval === 'AUTO' && known?.barred !== true);
    const state: SubscriptionState = mayAtOnce ? 'ACTIVE' : 'REQUESTED';
    const row = {
      id: known?.id ?? newId('sub_'),
      app: clientId,
      plugin: name,
      plan: keeps ? known.plan : planName,
      wantedPlan: keeps ? planName : null,
      barred: known?.barred ?? false,
      state,
      requestedBy: viewer.principal.subject ?? '',
      requestedAt: now,
      decidedBy: null,
      decidedAt: keeps ? known.decidedAt : state === 'ACTIVE' ? now : null,
      reason: null,
      revision: (known?.revision ?? 0) + 1,
    };
    if (known) await inner.nativeUpdate(Subscription, { id: known.id }, row);
    else await inner.insert(Subscription, row);
    const asked = { subscription: row.id, app: clientId, plugin: name, state: keeps ? 'REQUESTED' : state };
    if (await isNews(inner, { act: `subscription.requested ${asked.state}`, about }, now))
      await announce(inner, 'subscription.requested', asked, now, { except: [row.requestedBy] });
    await audit(inner, viewer, { act: 'subscribe', target: row.id, before: known, after: row }, now);
    if (inForce(known) !== inForce(row)) await touchPolicy(inner, now);
    return row.id;
  });
}

const aboutOf = (app: string, plugin: string): string => `${app} ${plugin}`;

/** What gateways know of it: the plan, while it is in force. */
const inForce = (subscription: Pick<Subscription, 'state' | 'plan'> | null): string | null =>
  subscription?.state === 'ACTIVE' ? subscription.plan : null;

const Decision = z.strictObject({
  id: z.string().min(1).max(40),
  approve: z.boolean(),
  reason: reasonText.nullable(),
});

/** Lets an app have a plugin's fields, or not: for the plugin's publisher and administrators; no needs a reason. Answers its id. */
export function decideSubscription(
  em: EntityManager,
  viewer: Viewer,
  decision: z.input<typeof Decision>,
  now: Date,
): Promise<string> {
  const { id, approve, reason: said } = validate(Decision, decision);
  if (!approve && said === null) throw new CityGraphError('BAD_USER_INPUT', 'reason: say why not.');
  return changeSubscription(em, viewer, { act: 'decideSubscription', id, reason: said }, now, async (inner, known) => {
    await loadPlugin(inner, viewer, known.plugin);
    const { wantedPlan } = known;
    if (known.state === 'ACTIVE' && wantedPlan !== null) {
      const plan = approve ? wantedPlan : known.plan;
      return { state: 'ACTIVE', told: approve ? 'ACTIVE' : 'REFUSED', plan, wantedPlan: null };
    }
    const next = approve ? 'ACTIVE' : 'REFUSED';
    if (known.state === next) return null;
    if (known.state !== 'REQUESTED') {
      throw new CityGraphError('CONFLICT', `Subscription ${id} is ${known.state}: there is nothing to decide.`);
    }
    return { state: next, barred: !approve };
  });
}

/** Ends a subscription at once: for who runs the app, and with a reason for the plugin's publisher and administrators. Answers its id. */
export function unsubscribe(
  em: EntityManager,
  viewer: Viewer,
  ending: { readonly id: string; readonly reason: string | null },
  now: Date,
): Promise<string> {
  const { id, reason: said } = validate(
    z.strictObject({ id: z.string().min(1).max(40), reason: reasonText.nullable() }),
    ending,
  );
  return changeSubscription(em, viewer, { act: 'unsubscribe', id, reason: said }, now, async (inner, known) => {
    const app = await inner.findOne(App, { clientId: known.app }, { disableIdentityMap: true });
    if (!app || !isOfApp(viewer, app)) {
      await loadPlugin(inner, viewer, known.plugin);
      if (said === null) throw new CityGraphError('BAD_USER_INPUT', 'reason: say why you end another’s subscription.');
      // Also of what its app has ended by itself: it does not come back then.
      return known.state === 'ENDED' && known.barred ? null : { state: 'ENDED', barred: true, wantedPlan: null };
    }
    return known.state === 'ENDED' ? null : { state: 'ENDED', wantedPlan: null, byApp: true };
  });
}

type SubscriptionChange = Pick<Subscription, 'state'> &
  Partial<Pick<Subscription, 'plan' | 'wantedPlan' | 'barred'>> & {
    /** What either side is told, where it is not the state. */
    readonly told?: SubscriptionState;
    /** Who runs the app did it; default: the plugin's publisher, or an administrator. */
    readonly byApp?: boolean;
  };

async function changeSubscription(
  em: EntityManager,
  viewer: Viewer,
  { act, id, reason }: { readonly act: string; readonly id: string; readonly reason: string | null },
  now: Date,
  decide: (em: EntityManager, known: Subscription) => Promise<SubscriptionChange | null>,
): Promise<string> {
  return transact(em, async (inner) => {
    await inner.nativeUpdate(Subscription, { id }, { plan: raw('plan') as never });
    const known = await inner.findOne(Subscription, { id }, { disableIdentityMap: true });
    if (!known) {
      if (viewer.principal.subject === null) throw new CityGraphError('UNAUTHENTICATED', 'Sign in first.');
      throw new CityGraphError('FORBIDDEN', `id: there is no subscription ${id}, or it is not yours.`);
    }
    const decided = await decide(inner, known);
    if (decided === null) return id;
    const { told = decided.state, byApp = false, ...of } = decided;
    const change = {
      ...of,
      reason,
      decidedBy: viewer.principal.subject ?? '',
      decidedAt: now,
      revision: known.revision + 1,
    };
    await inner.nativeUpdate(Subscription, { id }, change);
    const topic = `subscription.${told.toLowerCase()}`;
    const about = aboutOf(known.app, known.plugin);
    // What the other side has decided makes whatever the app does next news again.
    if (!byApp) await inner.nativeDelete(ActCount, { act: { $like: 'subscription.%' }, about });
    if (!byApp || (await isNews(inner, { act: topic, about }, now))) {
      const payload = { subscription: id, app: known.app, plugin: known.plugin, reason };
      await announce(inner, topic, payload, now, { except: [change.decidedBy] });
    }
    const after = { ...known, ...change };
    await audit(inner, viewer, { act, target: id, reason, before: known, after }, now);
    if (inForce(known) !== inForce(after)) await touchPolicy(inner, now);
    return id;
  });
}

const notFound = (argument: string, message: string): CityGraphError =>
  new CityGraphError('NOT_FOUND', `${argument}: ${message}`, { extensions: { argument } });
