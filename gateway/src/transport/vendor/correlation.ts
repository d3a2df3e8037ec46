import { createHmac, createSecretKey } from 'node:crypto';

/** Ids of one request that say nothing outside the hub. */
export interface CorrelationIds {
  readonly requestId: string;
  /** W3C Trace Context. */
  readonly traceparent: string;
}

export interface CorrelationRequest {
  readonly plugin: string;
  /** Digest of the release that is asked. */
  readonly release: string;
  /** The hub's own ids of the request that is sent. */
  readonly requestId: string;
  readonly traceparent: string;
}

const NO_SPAN = '0000000000000000';

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/**
 * Ids for a vendor, made of the hub's own by one HMAC per release and trace: half of it is the trace, half hides the span, which is random and each request's
 * own. Within one release they are as good as the originals; two vendors, or two releases, cannot put theirs together; the hub finds them again with the key.
 * @param secret at least 32 bytes, one for all releases
 * @throws RangeError when the secret is shorter
 */
export function createCorrelation(secret: Uint8Array): (request: CorrelationRequest) => CorrelationIds {
  if (secret.length < 32) throw new RangeError('The secret for correlation ids needs at least 32 bytes.');
  // Making a key of a secret costs more than using it.
  const key = createSecretKey(secret);
  return ({ plugin, release, requestId, traceparent }) => {
    const [, trace, span, flags = '00'] = TRACEPARENT.exec(traceparent) ?? [];
    const digest = createHmac('sha256', key)
      // As JSON: no two different lists are the same text.
      .update(JSON.stringify([plugin, release, trace ?? requestId]))
      .digest();
    const hidden = Buffer.from(span ?? NO_SPAN, 'hex');
    for (let at = 0; at < hidden.length; at += 1) hidden[at] = (hidden[at] ?? 0) ^ (digest[16 + at] ?? 0);
    const own = hidden.toString('hex');
    return {
      requestId: digest.toString('hex', 24) + own,
      traceparent: `00-${digest.toString('hex', 0, 16)}-${own}-${flags}`,
    };
  };
}
