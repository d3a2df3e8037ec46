import type { Viewer } from '@citygraph/contract';
import { findRows, transact } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { subjectOf } from '../publisher/load-publisher.ts';
import { wrong } from '../wrong.ts';
import { toldTo } from './find-notifications.ts';
import { Notification, NotificationReading } from './notification.entity.ts';

/**
 * Says of what one was told that one has read it; of what is others' nothing happens. What an office was told stays unread for its others. Answers how many were unread.
 */
export async function readNotifications(
  em: EntityManager,
  viewer: Viewer,
  ids: readonly string[],
  now: Date,
): Promise<number> {
  const subject = subjectOf(viewer);
  if (ids.length > 100) throw wrong('BAD_USER_INPUT', 'ids', 'give at most 100.');
  if (ids.length === 0) return 0;
  return transact(em, async (inner) => {
    const mine = { $and: [{ id: { $in: [...ids] } }, toldTo(viewer, { unread: true })] };
    const unread = await findRows(inner, Notification, mine as never, { fields: ['id', 'office'] });
    const own = unread.filter(({ office }) => office === null).map(({ id }) => id);
    const read = await inner.nativeUpdate(Notification, { id: { $in: own }, readAt: null }, { readAt: now });
    const readings = unread
      .filter(({ office }) => office !== null)
      .map(({ id }) => ({ notificationId: id, subject, readAt: now }));
    if (readings.length > 0) {
      await inner
        .createQueryBuilder(NotificationReading)
        .insert(readings)
        .onConflict(['notificationId', 'subject'])
        .ignore()
        .execute();
    }
    return read + readings.length;
  });
}
