import { findRows } from '@citygraph/kit';
import type { EntityManager, FilterQuery } from '@mikro-orm/sql';
import { App } from '../app/app.entity.ts';
import type { OutboxEvent } from '../outbox/outbox-event.entity.ts';
import { Subscription } from '../plan/plan.entity.ts';
import type { Plugin } from '../plugin/plugin.entity.ts';
import { concernsUsers } from '../webhook/webhook.rules.ts';

const LIVING = { state: { $in: ['ACTIVE' as const, 'REQUESTED' as const] } };

const OF_ITS_GRANTS = ['grant.requested', 'grant.decided'];

/** The apps that an event concerns: the one whose subscription or grant it is about, those that have a plan, or those that subscribed to the plugin. */
export async function usersOf(
  em: EntityManager,
  { topic, payload }: Pick<OutboxEvent, 'topic' | 'payload'>,
  plugin: Plugin | null,
): Promise<App[]> {
  const { app, plan } = payload;
  if (OF_ITS_GRANTS.includes(topic) && typeof app === 'string') return findRows(em, App, { clientId: app });
  if (!topic.startsWith('subscription.')) {
    if (plugin === null || !concernsUsers(topic, payload)) return [];
    return appsOf(em, await findRows(em, Subscription, { plugin: plugin.name, ...LIVING }));
  }
  if (typeof app === 'string') return findRows(em, App, { clientId: app });
  const under: FilterQuery<Subscription> = { $or: [{ plan: String(plan) }, { wantedPlan: String(plan) }], ...LIVING };
  return appsOf(em, await findRows<Subscription>(em, Subscription, under));
}

async function appsOf(em: EntityManager, subscriptions: readonly Subscription[]): Promise<App[]> {
  const clientIds = [...new Set(subscriptions.map(({ app }) => app))];
  return clientIds.length === 0 ? [] : findRows(em, App, { clientId: { $in: clientIds } });
}
