import { type Clock, findRows, type Job } from '@citygraph/kit';
import { type EntityManager, raw } from '@mikro-orm/sql';
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
/** Longer than any attempt takes: whoever died while sending left it to others from then on. */
const LEASE_MS = 60_000;
const LONGEST_ERROR = 200;

/** Sends what is due, each message by one process at a time, and notes what came of it. What goes wrong with one is that one's alone. */
export async function deliverWebhooks(em: EntityManager, { now: clock }: Clock, ports: DeliveryPorts): Promise<void> {
  const now = clock();
  const due = await dueDeliveries(em, now);
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
  const unnoted: unknown[] = [];
  for (const [index, { delivery, webhook }] of leased.entries()) {
    const outcome = outcomes[index];
    if (outcome) await note(em, { delivery, webhook, outcome }, now).catch((error: unknown) => unnoted.push(error));
  }
  // Those are sent again when their lease is over; the others are done.
  if (unnoted.length > 0) throw unnoted[0];
}

/** The first of each webhook, then the second of each, …: however much waits for one. What is urgent goes first, of each and among them. */
async function dueDeliveries(em: EntityManager, now: Date): Promise<WebhookDelivery[]> {
  const due = { state: 'PENDING' as const, nextAt: { $lte: now } };
  const waiting = await em
    .createQueryBuilder(WebhookDelivery)
    .select(['webhookId', raw('max(urgent) as has_urgent'), raw('min(next_at) as first_at')])
    .where(due)
    .groupBy('webhookId')
    .orderBy([{ [raw('max(urgent)')]: 'desc' }, { [raw('min(next_at)')]: 'asc' }])
    .limit(MOST)
    .execute<{ webhookId: string }[]>('all');
  const order = { orderBy: { urgent: 'desc', nextAt: 'asc', id: 'asc' }, limit: MOST_OF_ONE } as const;
  const queues: WebhookDelivery[][] = [];
  for (const { webhookId } of waiting) queues.push(await findRows(em, WebhookDelivery, { ...due, webhookId }, order));
  const turns = Array.from({ length: MOST_OF_ONE }, (_, turn) => queues.flatMap((queue) => queue[turn] ?? []));
  return turns.flat().slice(0, MOST);
}

interface Outcome {
  /** null: nobody answered. */
  readonly status: number | null;
  readonly error: string | null;
}

async function send(delivery: WebhookDelivery, webhook: Webhook, now: Date, ports: DeliveryPorts): Promise<Outcome> {
  const { messageId: id, body } = delivery;
  try {
    const secretOf = (number: number): string => webhookSecret(ports.webhookSecret, webhook.id, number);
    const isOverlapping = webhook.previousUntil !== null && webhook.previousUntil > now;
    const secrets = [secretOf(webhook.secretNumber), ...(isOverlapping ? [secretOf(webhook.secretNumber - 1)] : [])];
    const headers = { 'content-type': 'application/json', ...signatureHeaders({ id, body, at: now }, secrets) };
    const answer = await ports.client.ask({ url: webhook.url, method: 'POST', headers, body });
    if ('failure' in answer) return { status: null, error: answer.failure.slice(0, LONGEST_ERROR) };
    const isGood = answer.status >= 200 && answer.status < 300;
    return { status: answer.status, error: isGood ? null : `status ${answer.status}` };
  } catch (error) {
    // Ours, not the receiver's; it counts as any failure, or it would be tried for ever.
    return { status: null, error: `it could not be sent: ${error}`.slice(0, LONGEST_ERROR) };
  }
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
