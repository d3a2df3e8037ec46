import { type Clock, findRows, type Job } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import type { GuardedClient } from '../guarded-client.ts';
import { Webhook, WebhookDelivery } from './webhook.entity.ts';
import { hasFailedForLong, nextAttempt } from './webhook.rules.ts';
import { signatureHeaders, webhookSecret } from './webhook-signature.ts';

export interface DeliveryPorts {
  readonly client: GuardedClient;
  /** What the secrets of webhooks are made of. */
  readonly webhookSecret: Uint8Array;
}

/** Messages of one round, and of one webhook among them: a server that is slow or has much to hear holds up nobody else's. */
const MOST = 50;
const MOST_OF_ONE = 5;
const LOOKED_AT = 500;
/** Longer than any attempt takes: whoever died while sending left it to others from then on. */
const LEASE_MS = 60_000;

/** Sends what is due, each message by one process at a time, and notes what came of it. */
export async function deliverWebhooks(em: EntityManager, { now: clock }: Clock, ports: DeliveryPorts): Promise<void> {
  const now = clock();
  const waiting = await findRows(
    em,
    WebhookDelivery,
    { state: 'PENDING', nextAt: { $lte: now } },
    { orderBy: { nextAt: 'asc', id: 'asc' }, limit: LOOKED_AT },
  );
  const due = fairly(waiting);
  const ids = [...new Set(due.map(({ webhookId }) => webhookId))];
  const webhooks = ids.length === 0 ? [] : await findRows(em, Webhook, { id: { $in: ids } });
  const leased: { delivery: WebhookDelivery; webhook: Webhook }[] = [];
  for (const delivery of due) {
    const webhook = webhooks.find(({ id }) => id === delivery.webhookId);
    const { id, nextAt, attempts } = delivery;
    const claim = { nextAt: new Date(now.getTime() + LEASE_MS), attempts: attempts + 1 };
    const taken = await em.nativeUpdate(WebhookDelivery, { id, state: 'PENDING', nextAt, attempts }, claim);
    if (taken === 0) continue;
    if (webhook && webhook.disabledAt === null) leased.push({ delivery: { ...delivery, ...claim }, webhook });
    else await em.nativeUpdate(WebhookDelivery, { id }, { state: 'FAILED', lastError: 'the webhook is disabled' });
  }
  const outcomes = await Promise.all(leased.map(({ delivery, webhook }) => send(delivery, webhook, now, ports)));
  for (const [index, { delivery, webhook }] of leased.entries()) {
    const outcome = outcomes[index];
    if (outcome) await note(em, { delivery, webhook, outcome }, now);
  }
}

/** The first of each webhook, in their order. */
function fairly(waiting: readonly WebhookDelivery[]): WebhookDelivery[] {
  const taken = new Map<string, number>();
  const picked = waiting.filter(({ webhookId }) => {
    const count = (taken.get(webhookId) ?? 0) + 1;
    taken.set(webhookId, count);
    return count <= MOST_OF_ONE;
  });
  return picked.slice(0, MOST);
}

interface Outcome {
  /** null: nobody answered. */
  readonly status: number | null;
  readonly error: string | null;
}

async function send(delivery: WebhookDelivery, webhook: Webhook, now: Date, ports: DeliveryPorts): Promise<Outcome> {
  const { messageId: id, body } = delivery;
  const secretOf = (number: number): string => webhookSecret(ports.webhookSecret, webhook.id, number);
  const isOverlapping = webhook.previousUntil !== null && webhook.previousUntil > now;
  const secrets = [secretOf(webhook.secretNumber), ...(isOverlapping ? [secretOf(webhook.secretNumber - 1)] : [])];
  const headers = { 'content-type': 'application/json', ...signatureHeaders({ id, body, at: now }, secrets) };
  const answer = await ports.client.ask({ url: webhook.url, method: 'POST', headers, body });
  if ('failure' in answer) return { status: null, error: answer.failure.slice(0, 200) };
  const isGood = answer.status >= 200 && answer.status < 300;
  return { status: answer.status, error: isGood ? null : `status ${answer.status}` };
}

interface Noted {
  readonly delivery: WebhookDelivery;
  readonly webhook: Webhook;
  readonly outcome: Outcome;
}

async function note(em: EntityManager, { delivery, webhook, outcome }: Noted, now: Date): Promise<void> {
  const { status: lastStatus, error: lastError } = outcome;
  const { id, attempts } = delivery;
  // Somebody who replayed it meanwhile began anew.
  const mine = { id, state: 'PENDING' as const, attempts };
  if (lastError === null) {
    await em.nativeUpdate(WebhookDelivery, mine, { state: 'DELIVERED', lastStatus, lastError, deliveredAt: now });
    if (webhook.failingSince !== null) await em.nativeUpdate(Webhook, { id: webhook.id }, { failingSince: null });
    return;
  }
  const again = nextAttempt(attempts, now);
  const rest = again === null ? { state: 'FAILED' as const } : { nextAt: again };
  await em.nativeUpdate(WebhookDelivery, mine, { ...rest, lastStatus, lastError });
  const failingSince = webhook.failingSince ?? now;
  // Standard Webhooks: a receiver that is gone says 410.
  const reason =
    lastStatus === 410
      ? 'It answered that it is gone (410).'
      : hasFailedForLong(failingSince, now)
        ? `Nothing arrived since ${failingSince.toISOString()}: ${lastError}.`
        : null;
  const disabled = reason === null ? {} : { disabledAt: now, disabledReason: reason };
  if (webhook.failingSince === null || reason !== null) {
    await em.nativeUpdate(Webhook, { id: webhook.id, disabledAt: null }, { failingSince, ...disabled });
  }
}

export const delivering = (ports: DeliveryPorts): Job => ({
  name: 'deliver-webhooks',
  everySeconds: 2,
  run: (em, clock) => deliverWebhooks(em, clock, ports),
});
