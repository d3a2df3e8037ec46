import type { Viewer } from '@citygraph/contract';
import { idempotent, living, newId, transact, validate } from '@citygraph/kit';
import { type EntityManager, raw } from '@mikro-orm/sql';
import { z } from 'zod';
import { audit } from '../audit-entry/audit.ts';
import type { GuardedClient } from '../guarded-client.ts';
import { subjectOf } from '../publisher/load-publisher.ts';
import { wrong } from '../wrong.ts';
import { newDelivery } from './new-delivery.ts';
import { DeletedWebhook, Webhook, WebhookDelivery } from './webhook.entity.ts';
import { MOST_WEBHOOKS, OVERLAP_HOURS, SUBJECTS } from './webhook.rules.ts';
import { hasDeleted, loadWebhook, type NamedOwner, ownerOf } from './webhook-owner.ts';

const NewWebhook = z.strictObject({
  url: z.string().min(1).max(500),
  topics: z.array(z.enum(SUBJECTS, `name of ${SUBJECTS.join(', ')}`)).max(SUBJECTS.length),
  plugins: z.array(z.string().min(1).max(31)).max(100),
});

export interface WantedWebhook extends NamedOwner {
  readonly url: string;
  readonly topics: readonly string[];
  readonly plugins: readonly string[];
}

/** Says where a publisher's, an app's or an agency's own server hears what happens. Answers its id. */
export async function createWebhook(
  em: EntityManager,
  viewer: Viewer,
  wanted: WantedWebhook,
  key: string | null,
  client: GuardedClient,
  now: Date,
): Promise<string> {
  const { publisher, app, agency } = wanted;
  const said = { url: wanted.url, topics: [...wanted.topics], plugins: [...wanted.plugins] };
  const { url, topics, plugins } = validate(NewWebhook, said);
  const refusal = client.vet(url);
  if (refusal !== null) throw wrong('BAD_USER_INPUT', 'url', `${url} ${refusal}.`);
  if (app === null && plugins.length > 0) {
    throw wrong(
      'BAD_USER_INPUT',
      'plugins',
      'only an app’s webhook names plugins: a publisher hears of its own, an agency of what waits for it.',
    );
  }
  const input = { publisher, app, agency, url, topics, plugins };
  const request = { operation: 'createWebhook', key, viewer, input, now, isLiving: living(Webhook) };
  return idempotent(em, request, async (inner) => {
    const owner = await ownerOf(inner, viewer, { publisher, app, agency });
    if ((await inner.count(Webhook, { ...owner })) >= MOST_WEBHOOKS) {
      throw wrong('CONFLICT', 'url', `there are ${MOST_WEBHOOKS} webhooks, which is the most; delete one first.`);
    }
    const webhook = {
      id: newId('whk_'),
      ...owner,
      url,
      topics: [...new Set(topics)],
      plugins: [...new Set(plugins)],
      secretNumber: 1,
      previousUntil: null,
      failingSince: null,
      disabledAt: null,
      disabledReason: null,
      createdBy: subjectOf(viewer),
      createdAt: now,
      version: 1,
    };
    await inner.insert(Webhook, webhook);
    await audit(inner, viewer, { act: 'createWebhook', target: webhook.id, before: null, after: webhook }, now);
    return webhook.id;
  });
}

/** null: it is so already. */
type Change = (webhook: Webhook) => Partial<Webhook> | null;

/**
 * A new secret; messages are signed with the one before as well, for a day. `number` is the new secret's, so that a repeat changes nothing: two changes would leave the receiver
 * with a secret that nothing is signed with. Answers the webhook's id.
 */
export const rotateWebhookSecret = (
  em: EntityManager,
  viewer: Viewer,
  { id, number }: { readonly id: string; readonly number: number },
  now: Date,
): Promise<string> =>
  change(em, viewer, { id, act: 'rotateWebhookSecret' }, now, ({ secretNumber }) => {
    if (secretNumber === number) return null;
    if (secretNumber + 1 !== number) {
      throw wrong(
        'CONFLICT',
        'number',
        `the secret in use is number ${secretNumber}; the next is ${secretNumber + 1}.`,
      );
    }
    return { secretNumber: number, previousUntil: new Date(now.getTime() + OVERLAP_HOURS * 3_600_000) };
  });

/** Lets a webhook hear again that failed for long; what it missed can be replayed. Answers its id. */
export const enableWebhook = (em: EntityManager, viewer: Viewer, id: string, now: Date): Promise<string> =>
  change(em, viewer, { id, act: 'enableWebhook' }, now, ({ disabledAt, failingSince }) =>
    disabledAt === null && failingSince === null
      ? null
      : { disabledAt: null, disabledReason: null, failingSince: null },
  );

async function change(
  em: EntityManager,
  viewer: Viewer,
  { id, act }: { readonly id: string; readonly act: string },
  now: Date,
  to: Change,
): Promise<string> {
  await transact(em, async (inner) => {
    const before = await held(inner, viewer, id);
    const changed = to(before);
    if (changed === null) return;
    const after = { ...before, ...changed };
    await inner.nativeUpdate(Webhook, { id }, changed);
    await audit(inner, viewer, { act, target: id, before, after }, now);
  });
  return id;
}

/** Forgets a webhook and all that was to be delivered to it. Forgotten already, it stays so, for who kept it. Answers its id. */
export async function deleteWebhook(em: EntityManager, viewer: Viewer, id: string, now: Date): Promise<string> {
  await transact(em, async (inner) => {
    await hold(inner, id);
    if (await hasDeleted(inner, viewer, id)) return;
    const before = await loadWebhook(inner, viewer, id);
    await inner.nativeDelete(WebhookDelivery, { webhookId: id });
    await inner.nativeDelete(Webhook, { id });
    const { ownerKind, ownerId } = before;
    await inner.insert(DeletedWebhook, { id, ownerKind, ownerId, deletedAt: now });
    await audit(inner, viewer, { act: 'deleteWebhook', target: id, before, after: null }, now);
  });
  return id;
}

/** Sends a message that says nothing, to see whether it arrives. Answers the webhook's id. */
export async function testWebhook(em: EntityManager, viewer: Viewer, id: string, now: Date): Promise<string> {
  await transact(em, async (inner) => {
    const { disabledAt } = await held(inner, viewer, id);
    if (disabledAt !== null) throw wrong('CONFLICT', 'id', `webhook ${id} is disabled; enable it first.`);
    const pending = await inner.count(WebhookDelivery, { webhookId: id, topic: 'webhook.test', state: 'PENDING' });
    if (pending > 0) return;
    await inner.insert(
      WebhookDelivery,
      newDelivery(id, { id: newId('evt_'), topic: 'webhook.test', data: {}, at: now }, now),
    );
    await audit(inner, viewer, { act: 'testWebhook', target: id, before: null, after: null }, now);
  });
  return id;
}

/** Sends a message again under its own id, from the first attempt on. Answers its webhook's id. */
export async function replayDelivery(em: EntityManager, viewer: Viewer, id: string, now: Date): Promise<string> {
  const delivery = await em.findOne(WebhookDelivery, { id }, { disableIdentityMap: true });
  await transact(em, async (inner) => {
    const { id: webhookId, disabledAt } = await held(inner, viewer, delivery?.webhookId ?? id);
    if (disabledAt !== null) throw wrong('CONFLICT', 'id', `webhook ${webhookId} is disabled; enable it first.`);
    const anew = { state: 'PENDING' as const, attempts: 0, nextAt: now, deliveredAt: null };
    await inner.nativeUpdate(WebhookDelivery, { id }, anew);
    await audit(inner, viewer, { act: 'replayDelivery', target: id, before: null, after: null }, now);
  });
  return delivery?.webhookId ?? '';
}

async function held(em: EntityManager, viewer: Viewer, id: string): Promise<Webhook> {
  await hold(em, id);
  return loadWebhook(em, viewer, id);
}

/** Of two who act on one at once, the second sees what the first has done. */
const hold = (em: EntityManager, id: string): Promise<unknown> =>
  em.nativeUpdate(Webhook, { id }, { version: raw('version + 1') as never });
