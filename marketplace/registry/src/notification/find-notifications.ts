import type { Viewer } from '@citygraph/contract';
import { type Connection, findRows, type PageArgs, pageOf, pageWith } from '@citygraph/kit';
import { type EntityManager, type FilterQuery, raw } from '@mikro-orm/sql';
import { subjectOf } from '../publisher/load-publisher.ts';
import { Notification, NotificationReading } from './notification.entity.ts';
import { officesHeldBy } from './offices.ts';

const NEWEST_FIRST = [
  ['at', 'desc'],
  ['id', 'asc'],
] as const;

/** What somebody is told: what is theirs alone, and what their offices are told, once, but for what they did or heard themselves. @throws UNAUTHENTICATED */
export function toldTo(viewer: Viewer, { unread = false } = {}): FilterQuery<Notification> {
  const subject = subjectOf(viewer);
  const offices = officesHeldBy(viewer);
  const own = { recipient: subject, office: null, ...(unread && { readAt: null }) };
  if (offices.length === 0) return own;
  // `id` is the notification's: neither a reading nor an exemption has one.
  const rowsOf = (table: string) => `(select count(*) from ${table} where notification_id = id and subject = ?)`;
  const heard = 'select own.event_id from notification as own where own.recipient = ? and own.event_id is not null';
  // What several of their offices are told of one event is read once.
  const once = `select min(held.id) from notification as held where held.office in (${offices.map(() => '?').join(', ')}) group by coalesce(held.event_id, held.id)`;
  const ofOffice = {
    office: { $in: offices },
    ...(offices.length > 1 && { [raw(`(id in (${once}))`, offices)]: 1 }),
    [raw(rowsOf('notification_exemption'), [subject])]: 0,
    [raw(`(event_id is not null and event_id in (${heard}))`, [subject])]: 0,
    ...(unread && { [raw(rowsOf('notification_reading'), [subject])]: 0 }),
  };
  return { $or: [own, ofOffice] } as FilterQuery<Notification>;
}

export async function findNotifications(
  em: EntityManager,
  viewer: Viewer,
  { first, after, unread }: PageArgs & { readonly unread: boolean },
): Promise<Connection<Notification>> {
  const where = toldTo(viewer, { unread });
  const page = await pageOf<Notification>(em, Notification, { where, order: NEWEST_FIRST, first, after });
  return pageWith(page, (rows) => asRead(em, viewer, rows));
}

/** With when the viewer has read what their office was told. */
async function asRead(em: EntityManager, viewer: Viewer, rows: readonly Notification[]): Promise<Notification[]> {
  const ids = rows.filter(({ office }) => office !== null).map(({ id }) => id);
  if (ids.length === 0) return [...rows];
  const own = { subject: subjectOf(viewer), notificationId: { $in: ids } };
  const readings = new Map(
    (await findRows(em, NotificationReading, own)).map(({ notificationId, readAt }) => [notificationId, readAt]),
  );
  return rows.map((row) => (row.office === null ? row : { ...row, readAt: readings.get(row.id) ?? null }));
}
