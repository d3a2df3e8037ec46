import { defineEntity, p } from '@mikro-orm/core';

const PlanSchema = defineEntity({
  name: 'Plan',
  tableName: 'plan',
  properties: {
    name: p.string().length(40).primary(),
    title: p.string().length(120),
    requestsPerMinute: p.integer(),
    costPerMinute: p.integer(),
    requestsPerDay: p.integer().strictNullable(),
    maxDepth: p.integer().strictNullable(),
    maxCost: p.integer().strictNullable(),
    /** Whether a subscription is in force at once, or when the plugin's publisher says so. */
    approval: p.string().length(10).$type<'AUTO' | 'MANUAL'>(),
    madeAt: p.datetime(3),
    /** From when nobody new gets it; null: it is offered. */
    retiredAt: p.datetime(3).strictNullable(),
  },
});

/** How much an app may ask. */
export class Plan extends PlanSchema.class {}
PlanSchema.setClass(Plan);

export type SubscriptionState = 'REQUESTED' | 'ACTIVE' | 'REFUSED' | 'ENDED';

const SubscriptionSchema = defineEntity({
  name: 'Subscription',
  tableName: 'subscription',
  properties: {
    id: p.string().length(40).primary(),
    /** Client id. */
    app: p.string().length(80),
    /** Name of the plugin; one subscription an app and plugin. */
    plugin: p.string().length(31),
    plan: p.string().length(40),
    /** The plan that it waits for while it goes on under the one it has; null: none. */
    wantedPlan: p.string().length(40).strictNullable(),
    /** The plugin's publisher refused or ended it: whatever the plan, only its yes lets the app in again. */
    barred: p.boolean(),
    state: p.string().length(20).$type<SubscriptionState>(),
    requestedBy: p.string().length(64),
    requestedAt: p.datetime(3),
    decidedBy: p.string().length(64).strictNullable(),
    decidedAt: p.datetime(3).strictNullable(),
    reason: p.text().strictNullable(),
    revision: p.integer(),
  },
});

/** An app that may ask for a plugin's fields, or wants to. */
export class Subscription extends SubscriptionSchema.class {}
SubscriptionSchema.setClass(Subscription);
