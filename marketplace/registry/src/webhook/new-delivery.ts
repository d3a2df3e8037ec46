import { newId } from '@citygraph/kit';
import { isUrgent } from './webhook.rules.ts';

export interface Message {
  readonly id: string;
  readonly topic: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly at: Date;
}

/** A message to one webhook; the body as Standard Webhooks has it. */
export const newDelivery = (webhookId: string, { id, topic, data, at }: Message, now: Date) => ({
  id: newId('dlv_'),
  webhookId,
  messageId: id,
  topic,
  urgent: isUrgent(topic, data),
  body: JSON.stringify({ type: topic, timestamp: at.toISOString(), data }),
  state: 'PENDING' as const,
  attempts: 0,
  nextAt: now,
  lastStatus: null,
  lastError: null,
  createdAt: now,
  deliveredAt: null,
});
