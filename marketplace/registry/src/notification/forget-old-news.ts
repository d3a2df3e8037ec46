import { type Clock, findRows, type Job } from '@citygraph/kit';
import type { EntityClass, EntityManager, FilterQuery } from '@mikro-orm/sql';
import { ActCount } from '../act-count/act-count.entity.ts';
import { OutboxEvent } from '../outbox/outbox-event.entity.ts';
import { DeletedWebhook, WebhookDelivery } from '../webhook/webhook.entity.ts';
import { Notification, NotificationExemption, NotificationReading } from './notification.entity.ts';

/** Days that a message can be replayed, and that a person finds what they were told. What happened is in the audit for ever. */
const MESSAGE_DAYS = 30;
const NOTIFICATION_DAYS = 365;
const MOST = 1_000;

/** Forgets what was told long ago. */
export async function forgetOldNews(em: EntityManager, { now: clock }: Clock): Promise<void> {
  const before = (days: number): Date => new Date(clock().getTime() - days * 86_400_000);
  await forget(em, OutboxEvent, { takenAt: { $lt: before(MESSAGE_DAYS) } });
  await forget(em, OutboxEvent, { setAsideAt: { $lt: before(NOTIFICATION_DAYS) } });
  const over = { state: { $in: ['DELIVERED', 'FAILED'] as const } };
  await forget(em, DeletedWebhook, { deletedAt: { $lt: before(NOTIFICATION_DAYS) } });
  await forget(em, WebhookDelivery, { ...over, createdAt: { $lt: before(MESSAGE_DAYS) } });
  // What was done an hour ago bounds nothing any more.
  await em.nativeDelete(ActCount, { minute: { $lt: new Date(clock().getTime() - 3_600_000) } });
  for (;;) {
    const at = { $lt: before(NOTIFICATION_DAYS) };
    const old = (await findRows(em, Notification, { at }, { fields: ['id'], limit: MOST })).map(({ id }) => id);
    if (old.length === 0) return;
    await em.nativeDelete(NotificationReading, { notificationId: { $in: old } });
    await em.nativeDelete(NotificationExemption, { notificationId: { $in: old } });
    await em.nativeDelete(Notification, { id: { $in: old } });
  }
}

/** Deletes rows some at a time: whoever writes to the table does not wait for all of them. */
async function forget<T extends { id: string }>(
  em: EntityManager,
  entity: EntityClass<T>,
  where: FilterQuery<T>,
): Promise<void> {
  for (;;) {
    const old = (await findRows(em, entity, where, { fields: ['id'], limit: MOST })).map(({ id }) => id);
    if (old.length === 0) return;
    await em.nativeDelete(entity, { id: { $in: old } } as never);
  }
}

export const forgetting: Job = { name: 'forget-old-news', everySeconds: 3_600, run: forgetOldNews };
