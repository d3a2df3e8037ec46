import { type Clock, findRows, insertRows, type Job, newId, transact } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { OutboxEvent } from '../outbox/outbox-event.entity.ts';
import { Plugin } from '../plugin/plugin.entity.ts';
import { PublisherMember } from '../publisher/publisher.entity.ts';
import { ReviewApproval, ReviewComment } from '../review/review.entity.ts';
import { newDelivery } from '../webhook/new-delivery.ts';
import { Webhook, WebhookDelivery } from '../webhook/webhook.entity.ts';
import { concernsUsers, hears } from '../webhook/webhook.rules.ts';
import { Notification, PluginFollower } from './notification.entity.ts';
import { officeOfAgency } from './offices.ts';

const MOST = 200;
/** What reviewers who spoke hear as well. Of a clock only those hear whose word is missing. */
const OF_THREAD = ['review.asked', 'review.commented', 'review.decided'];

/** Tells whom it concerns what acts left in the outbox: each event once, whoever tells it. */
export async function tellOutbox(em: EntityManager, { now: clock }: Clock): Promise<void> {
  const now = clock();
  const waiting = await findRows(
    em,
    OutboxEvent,
    { takenAt: null },
    { orderBy: { at: 'asc', id: 'asc' }, limit: MOST },
  );
  for (const event of waiting) {
    await transact(em, async (inner) => {
      const taken = await inner.nativeUpdate(OutboxEvent, { id: event.id, takenAt: null }, { takenAt: now });
      if (taken > 0) await tell(inner, event, now);
    });
  }
}

async function tell(em: EntityManager, event: OutboxEvent, now: Date): Promise<void> {
  const { topic, payload, at } = event;
  const name = textOf(payload.plugin);
  const [plugin] = name === null ? [] : await findRows(em, Plugin, { name });
  // Who is told, and who did it, is nobody else's business.
  const { recipients: _, offices: __, except: ___, ...data } = payload;
  const except = textsOf(payload.except);
  const recipients = (await recipientsOf(em, event, plugin ?? null)).filter((subject) => !except.includes(subject));
  const offices = textsOf(payload.offices);
  const notFor = JSON.stringify([...except, ...recipients]);
  const told = [
    ...recipients.map((recipient) => ({ recipient, office: null, notFor: null })),
    ...offices.map((office) => ({ recipient: '', office, notFor })),
  ];
  await insertRows(
    em,
    Notification,
    told.map((to) => ({ id: newId('ntf_'), ...to, topic, plugin: name, data, at, readAt: null })),
  );
  const webhooks = [
    ...(plugin ? await webhooksOf(em, event, plugin) : []),
    ...(await webhooksOfOffices(em, topic, offices)),
  ];
  await insertRows(
    em,
    WebhookDelivery,
    webhooks.map(({ id }) => newDelivery(id, { id: event.id, topic, data, at }, now)),
  );
}

async function recipientsOf(
  em: EntityManager,
  { topic, payload }: OutboxEvent,
  plugin: Plugin | null,
): Promise<string[]> {
  const named = textsOf(payload.recipients);
  const members = plugin ? await findRows(em, PublisherMember, { publisherId: plugin.publisherId }) : [];
  const isForUsers = plugin !== null && concernsUsers(topic, payload);
  const followers = isForUsers ? await findRows(em, PluginFollower, { plugin: plugin.name }) : [];
  const reviewId = OF_THREAD.includes(topic) ? textOf(payload.review) : null;
  const spoke = reviewId === null ? [] : await findRows(em, ReviewComment, { reviewId });
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

async function webhooksOf(em: EntityManager, { topic, payload }: OutboxEvent, plugin: Plugin): Promise<Webhook[]> {
  const own = await findRows(em, Webhook, { ownerKind: 'PUBLISHER', ownerId: plugin.publisherId, disabledAt: null });
  const apps = concernsUsers(topic, payload) ? await findRows(em, Webhook, { ownerKind: 'APP', disabledAt: null }) : [];
  return [...own, ...apps.filter(({ plugins }) => plugins.includes(plugin.name))].filter(({ topics }) =>
    hears(topics, topic),
  );
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
