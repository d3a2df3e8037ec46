import { defineEntity, p } from '@mikro-orm/core';

const NotificationSchema = defineEntity({
  name: 'Notification',
  tableName: 'notification',
  properties: {
    id: p.string().length(40).primary(),
    /** OIDC `sub`. */
    recipient: p.string().length(64),
    /** `release.state-changed`, `review.decided`, … */
    topic: p.string().length(40),
    plugin: p.string().length(31).strictNullable(),
    data: p.json<Readonly<Record<string, unknown>>>(),
    at: p.datetime(3),
    readAt: p.datetime(3).strictNullable(),
  },
});

/** Something that happened, told to one person. */
export class Notification extends NotificationSchema.class {}
NotificationSchema.setClass(Notification);

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
