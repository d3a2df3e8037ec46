import { defineEntity, p } from '@mikro-orm/core';

const NotificationSchema = defineEntity({
  name: 'Notification',
  tableName: 'notification',
  properties: {
    id: p.string().length(40).primary(),
    /** OIDC `sub`; empty: an office is told. */
    recipient: p.string().length(64),
    /** One of `officesHeldBy` those who are told; null: `recipient` alone is. */
    office: p.string().length(30).strictNullable(),
    /** The `OutboxEvent` that it tells; null: told before that was noted. */
    eventId: p.string().length(40).strictNullable(),
    /** `release.state-changed`, `review.decided`, … */
    topic: p.string().length(40),
    plugin: p.string().length(31).strictNullable(),
    data: p.json<Readonly<Record<string, unknown>>>(),
    at: p.datetime(3),
    /** Of a person's; who has read an office's is in `NotificationReading`. */
    readAt: p.datetime(3).strictNullable(),
  },
});

/** Something that happened, told to one person or to whoever holds an office. */
export class Notification extends NotificationSchema.class {}
NotificationSchema.setClass(Notification);

const NotificationExemptionSchema = defineEntity({
  name: 'NotificationExemption',
  tableName: 'notification_exemption',
  properties: {
    notificationId: p.string().length(40).primary(),
    /** OIDC `sub`. */
    subject: p.string().length(64).primary(),
  },
});

/** That an office's notification is not for somebody who holds it: they did it. Who was told themselves is known by the event. */
export class NotificationExemption extends NotificationExemptionSchema.class {}
NotificationExemptionSchema.setClass(NotificationExemption);

const NotificationReadingSchema = defineEntity({
  name: 'NotificationReading',
  tableName: 'notification_reading',
  properties: {
    notificationId: p.string().length(40).primary(),
    /** OIDC `sub`. */
    subject: p.string().length(64).primary(),
    readAt: p.datetime(3),
  },
});

/** That somebody has read what an office was told. */
export class NotificationReading extends NotificationReadingSchema.class {}
NotificationReadingSchema.setClass(NotificationReading);

const PluginFollowerSchema = defineEntity({
  name: 'PluginFollower',
  tableName: 'plugin_follower',
  properties: {
    plugin: p.string().length(31).primary(),
    subject: p.string().length(64).primary(),
    since: p.datetime(3),
  },
});

/** Somebody who wants to hear what becomes of a plugin. */
export class PluginFollower extends PluginFollowerSchema.class {}
PluginFollowerSchema.setClass(PluginFollower);
