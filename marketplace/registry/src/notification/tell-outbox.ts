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

const MOST = 200;

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
  // Who is told is nobody else's business.
  const { recipients: _, agencies: __, ...data } = payload;
  const recipients = await recipientsOf(em, event, plugin ?? null);
  await insertRows(
    em,
    Notification,
    recipients.map((recipient) => ({ id: newId('ntf_'), recipient, topic, plugin: name, data, at, readAt: null })),
  );
  const webhooks = plugin ? await webhooksOf(em, event, plugin) : [];
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
  const named = Array.isArray(payload.recipients) ? payload.recipients.map(String) : [];
  const members = plugin ? await findRows(em, PublisherMember, { publisherId: plugin.publisherId }) : [];
  const isForUsers = plugin !== null && concernsUsers(topic, payload);
  const followers = isForUsers ? await findRows(em, PluginFollower, { plugin: plugin.name }) : [];
  const reviewId = topic.startsWith('review.') ? textOf(payload.review) : null;
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

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

export const telling: Job = { name: 'tell-outbox', everySeconds: 1, run: tellOutbox };
