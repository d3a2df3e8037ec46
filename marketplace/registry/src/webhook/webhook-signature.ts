import { createHmac, hkdfSync } from 'node:crypto';

const LENGTH = 32;

/**
 * A webhook's secret, made of the registry's own (HKDF-SHA256, RFC 5869): the database holds none. As Standard Webhooks writes it: `whsec_` and base64.
 */
export function webhookSecret(master: Uint8Array, webhookId: string, number: number): string {
  if (master.byteLength < LENGTH)
    throw new RangeError(`The secret has ${master.byteLength} bytes; it needs ${LENGTH}.`);
  const secret = hkdfSync('sha256', master, '', `citygraph/webhook/${webhookId}/${number}`, LENGTH);
  return `whsec_${Buffer.from(secret).toString('base64')}`;
}

export interface SignedMessage {
  readonly id: string;
  readonly body: string;
  readonly at: Date;
}

/** The headers of a message by Standard Webhooks: HMAC-SHA256 over id, time and body, once for each secret that is good. */
export function signatureHeaders({ id, body, at }: SignedMessage, secrets: readonly string[]): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  });
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
