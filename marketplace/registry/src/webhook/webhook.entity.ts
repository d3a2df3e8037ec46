import { defineEntity, p } from '@mikro-orm/core';

export type WebhookOwnerKind = 'PUBLISHER' | 'APP' | 'AGENCY';

const WebhookSchema = defineEntity({
  name: 'Webhook',
  tableName: 'webhook',
  properties: {
    id: p.string().length(40).primary(),
    ownerKind: p.string().length(10).$type<WebhookOwnerKind>(),
    /** A publisher's id, an app's client id, or an agency's USCC. */
    ownerId: p.string().length(80),
    url: p.string().length(500),
    /** Empty: all. */
    topics: p.json<readonly string[]>(),
    /** Of an app's: which plugins it hears of; none: those that it subscribed to. */
    plugins: p.json<readonly string[]>(),
    /** A higher number is a new secret; the one before is good until `previousUntil`. */
    secretNumber: p.integer(),
    previousUntil: p.datetime(3).strictNullable(),
    failingSince: p.datetime(3).strictNullable(),
    disabledAt: p.datetime(3).strictNullable(),
    disabledReason: p.text().strictNullable(),
    createdBy: p.string().length(64),
    createdAt: p.datetime(3),
    version: p.integer(),
  },
});

/** Where a publisher's, an app's or an agency's own server hears what happens. */
export class Webhook extends WebhookSchema.class {}
WebhookSchema.setClass(Webhook);

const DeletedWebhookSchema = defineEntity({
  name: 'DeletedWebhook',
  tableName: 'deleted_webhook',
  properties: {
    id: p.string().length(40).primary(),
    ownerKind: p.string().length(10).$type<WebhookOwnerKind>(),
    ownerId: p.string().length(80),
    deletedAt: p.datetime(3),
  },
});

/** Whose a webhook was that is gone, for a year: whoever deletes it again has deleted it, and everybody else hears what they would of one that never was. */
export class DeletedWebhook extends DeletedWebhookSchema.class {}
DeletedWebhookSchema.setClass(DeletedWebhook);

const WebhookDeliverySchema = defineEntity({
  name: 'WebhookDelivery',
  tableName: 'webhook_delivery',
  properties: {
    id: p.string().length(40).primary(),
    webhookId: p.string().length(40),
    /** `webhook-id`: the same for every attempt and replay, so that a receiver takes it once. */
    messageId: p.string().length(40),
    topic: p.string().length(40),
    /** Sent before what is not: `isUrgent`. */
    urgent: p.boolean(),
    /** The bytes that are signed and sent. */
    body: p.text().columnType('mediumtext'),
    state: p.string().length(10).$type<'PENDING' | 'DELIVERED' | 'FAILED'>(),
    attempts: p.integer(),
    nextAt: p.datetime(3),
    lastStatus: p.integer().strictNullable(),
    lastError: p.string().length(200).strictNullable(),
    createdAt: p.datetime(3),
    deliveredAt: p.datetime(3).strictNullable(),
  },
});

/** One message to one webhook. */
export class WebhookDelivery extends WebhookDeliverySchema.class {}
WebhookDeliverySchema.setClass(WebhookDelivery);
