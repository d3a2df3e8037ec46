import { type Clock, findRows, insertRows, type Job, newId, transact } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import type { App } from '../app/app.entity.ts';
import type { DecisionState } from '../gateway-process/decision-standing.rules.ts';
import { openIncident } from '../incident/open-incident.ts';
import { nextTelling } from '../outbox/outbox.rules.ts';
import { OutboxEvent } from '../outbox/outbox-event.entity.ts';
import { Plugin } from '../plugin/plugin.entity.ts';
import { PublisherMember } from '../publisher/publisher.entity.ts';
import { ReviewApproval, ReviewComment } from '../review/review.entity.ts';
import { newDelivery } from '../webhook/new-delivery.ts';
import { Webhook, WebhookDelivery } from '../webhook/webhook.entity.ts';
import { concernsUsers, hears } from '../webhook/webhook.rules.ts';
import { wordsOf } from '../words-of.ts';
import { lookAgain, servingOf } from './hold-until-serving.ts';
import { Notification, NotificationExemption, PluginFollower } from './notification.entity.ts';
import { officeOfAgency, officesOfApps } from './offices.ts';
import { usersOf } from './users-of.ts';

const MOST = 200;
/** Of what is said again for each who is told, in bytes of one statement: a server takes 16 MiB at most. */
const STATEMENT_BYTES = 4 * 1024 * 1024;
const LONGEST_REASON = 500;
/** What reviewers who spoke hear as well. Of a clock only those hear whose word is missing. */
const OF_THREAD = ['review.asked', 'review.commented', 'review.decided'];

/**
 * Tells whom it concerns what acts left in the outbox: each event once, whoever tells it, those of one plugin in their order. One that cannot be told holds up nothing but what
 * came after it of the same plugin: it is tried again, later and later, and then set aside for an administrator.
 */
export async function tellOutbox(em: EntityManager, { now: clock }: Clock): Promise<void> {
  const now = clock();
  const held = new Set<string | null>();
  for (const event of await dueEvents(em, now)) {
    if (event.subject !== null && held.has(event.subject)) continue;
    try {
      const serving = await servingOf(em, event, now);
      if (serving === 'NOT_YET') {
        await em.nativeUpdate(OutboxEvent, { id: event.id, takenAt: null }, { nextAt: lookAgain(now) });
        continue;
      }
      await transact(em, async (inner) => {
        const waiting = { id: event.id, takenAt: null, setAsideAt: null };
        const taken = await inner.nativeUpdate(OutboxEvent, waiting, { takenAt: now, lastError: null });
        if (taken > 0) await tell(inner, event, serving, now);
      });
    } catch (error) {
      held.add(event.subject);
      await noteFailure(em, event, error, now);
    }
  }
}

async function dueEvents(em: EntityManager, now: Date): Promise<OutboxEvent[]> {
  const waiting = { takenAt: null, setAsideAt: null };
  const later = { ...waiting, nextAt: { $gt: now }, subject: { $ne: null }, attempts: { $gt: 0 } };
  const held = (await findRows(em, OutboxEvent, later, { fields: ['subject'] })).flatMap(
    ({ subject }) => subject ?? [],
  );
  const due = {
    ...waiting,
    $and: [
      { $or: [{ nextAt: null }, { nextAt: { $lte: now } }] },
      ...(held.length > 0 ? [{ $or: [{ subject: null }, { subject: { $nin: [...new Set(held)] } }] }] : []),
    ],
  };
  return findRows<OutboxEvent>(em, OutboxEvent, due, { orderBy: { at: 'asc', id: 'asc' }, limit: MOST });
}

/** Nothing of the telling was kept. Rejects when this cannot be noted either: then it is the database, and not the event. */
async function noteFailure(em: EntityManager, event: OutboxEvent, error: unknown, now: Date): Promise<void> {
  const { id, topic, attempts: before } = event;
  const attempts = before + 1;
  const lastError = wordsOf(error).slice(0, LONGEST_REASON);
  const nextAt = nextTelling(attempts, now);
  const setAsideAt = nextAt === null ? now : null;
  await transact(em, async (inner) => {
    const mine = { id, takenAt: null, setAsideAt: null, attempts: before };
    const noted = await inner.nativeUpdate(OutboxEvent, mine, { attempts, lastError, nextAt, setAsideAt });
    if (noted === 0 || setAsideAt === null) return;
    const detail = `${id} could not be told ${attempts} times: ${lastError}`;
    await openIncident(inner, { kind: 'EVENT_SET_ASIDE', subject: topic, detail }, now);
  });
}

async function tell(em: EntityManager, event: OutboxEvent, serving: DecisionState | null, now: Date): Promise<void> {
  const { id: eventId, topic, payload, at } = event;
  const name = textOf(payload.plugin);
  const [plugin] = name === null ? [] : await findRows(em, Plugin, { name });
  // Who is told, and who did it, is nobody else's business.
  const { recipients: _, offices: __, except: ___, publishers: ____, ...said } = payload;
  const data = serving === null ? said : { ...said, serving };
  const except = new Set(textsOf(payload.except));
  const recipients = (await recipientsOf(em, event, plugin ?? null)).filter((subject) => !except.has(subject));
  const users = await usersOf(em, event, plugin ?? null);
  const deciding = textsOf(payload.offices);
  const offices = [...new Set([...deciding, ...officesOfApps(users)])];
  const told = [
    ...recipients.map((recipient) => ({ recipient, office: null })),
    ...offices.map((office) => ({ recipient: '', office })),
  ].map((to) => ({ id: newId('ntf_'), ...to, eventId, topic, plugin: name, data, at, readAt: null }));
  const atOnce = Math.max(1, Math.floor(STATEMENT_BYTES / Buffer.byteLength(JSON.stringify(data))));
  for (let from = 0; from < told.length; from += atOnce)
    await insertRows(em, Notification, told.slice(from, from + atOnce));
  const exempt = told
    .filter(({ office }) => office !== null)
    .flatMap(({ id: notificationId }) => [...except].map((subject) => ({ notificationId, subject })));
  await insertRows(em, NotificationExemption, exempt);
  const webhooks = [
    ...(await webhooksOfPublishers(em, topic, publishersIn(event, plugin ?? null))),
    ...(await webhooksOfUsers(em, event, { plugin: plugin ?? null, users })),
    ...(await webhooksOfOffices(em, topic, deciding)),
  ];
  await insertRows(
    em,
    WebhookDelivery,
    webhooks.map(({ id }) => newDelivery(id, { id: event.id, topic, data, at }, now)),
  );
}

async function recipientsOf(em: EntityManager, event: OutboxEvent, plugin: Plugin | null): Promise<string[]> {
  const { topic, payload } = event;
  const named = textsOf(payload.recipients);
  const publishers = publishersIn(event, plugin);
  const members =
    publishers.length === 0 ? [] : await findRows(em, PublisherMember, { publisherId: { $in: publishers } });
  const isForUsers = plugin !== null && concernsUsers(topic, payload);
  const followers = isForUsers ? await findRows(em, PluginFollower, { plugin: plugin.name }) : [];
  const reviewId = OF_THREAD.includes(topic) ? textOf(payload.review) : null;
  // Of the publisher's side members hear it, and who is none any more does not, whatever they said.
  const spoke = reviewId === null ? [] : await findRows(em, ReviewComment, { reviewId, side: 'REVIEWER' });
  const approved = reviewId === null ? [] : await findRows(em, ReviewApproval, { reviewId });
  return [
    ...new Set([
      ...named,
      ...members.map(({ subject }) => subject),
      ...followers.map(({ subject }) => subject),
      ...spoke.map(({ author }) => author),
      ...approved.map(({ approver }) => approver),
    ]),
  ];
}

/** Whose business it is by what it is: the plugin's publisher, and those who are named. */
const publishersIn = ({ payload }: OutboxEvent, plugin: Plugin | null): string[] => [
  ...new Set([...(plugin ? [plugin.publisherId] : []), ...textsOf(payload.publishers)]),
];

async function webhooksOfPublishers(em: EntityManager, topic: string, publishers: string[]): Promise<Webhook[]> {
  if (publishers.length === 0) return [];
  const own = await findRows(em, Webhook, { ownerKind: 'PUBLISHER', ownerId: { $in: publishers }, disabledAt: null });
  return own.filter(({ topics }) => hears(topics, topic));
}

/** Of an app's own subscriptions its webhooks hear, whatever plugins they name; of what becomes of plugins, of those named or, where none is, of those subscribed to. */
async function webhooksOfUsers(
  em: EntityManager,
  { topic, payload }: OutboxEvent,
  { plugin, users }: { readonly plugin: Plugin | null; readonly users: readonly App[] },
): Promise<Webhook[]> {
  const isForUsers = plugin !== null && concernsUsers(topic, payload);
  if (users.length === 0 && !isForUsers) return [];
  const own = new Set(users.map(({ clientId }) => clientId));
  const apps = await findRows(em, Webhook, { ownerKind: 'APP', disabledAt: null });
  return apps.filter(({ ownerId, plugins, topics }) => {
    const concerned = isForUsers && plugins.length > 0 ? plugins.includes(plugin.name) : own.has(ownerId);
    return concerned && hears(topics, topic);
  });
}

/** Where agencies' own systems hear what their people may have to decide. */
async function webhooksOfOffices(em: EntityManager, topic: string, offices: readonly string[]): Promise<Webhook[]> {
  if (offices.length === 0) return [];
  const webhooks = await findRows(em, Webhook, { ownerKind: 'AGENCY', disabledAt: null });
  return webhooks.filter(({ ownerId, topics }) => offices.includes(officeOfAgency(ownerId)) && hears(topics, topic));
}

const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

export const telling: Job = { name: 'tell-outbox', everySeconds: 1, run: tellOutbox };
