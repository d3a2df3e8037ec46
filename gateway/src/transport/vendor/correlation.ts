import { hash } from 'node:crypto';

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
 * Ids for a vendor, made of the hub's own by one keyed hash per release and trace: half of it is the trace, half hides the span, which is random and each
 * request's own. Within one release they are as good as the originals; two vendors, or two releases, cannot put theirs together; the hub finds them again with
 * the key. SHA-512/256 shows half of its state (FIPS 180-4 §5.3.6), so nobody can go on from what he is told, and the key may simply stand before the text: one
 * call, where HMAC needs an object that is made and finished for every request.
 * @param secret at least 32 bytes, of one release or for all of them
 * @throws RangeError when the secret is shorter
 */
export function createCorrelation(secret: Uint8Array): (request: CorrelationRequest) => CorrelationIds {
  if (secret.length < 32) throw new RangeError('The secret for correlation ids needs at least 32 bytes.');
  const key = Buffer.from(secret).toString('base64url');
  return ({ plugin, release, requestId, traceparent }) => {
    const [, trace, span, flags = '00'] = TRACEPARENT.exec(traceparent) ?? [];
    // As JSON: no two different lists are the same text.
    const digest = hash('sha512-256', key + JSON.stringify([plugin, release, trace ?? requestId]), 'hex');
    const own = hidden(span ?? NO_SPAN, digest.slice(32, 48));
    return {
      requestId: digest.slice(48) + own,
      traceparent: `00-${digest.slice(0, 32)}-${own}-${flags}`,
    };
  };
}

const PAIR = Buffer.alloc(16);

/** 64 bits under 64 others, all in hexadecimal. */
function hidden(span: string, pad: string): string {
  PAIR.write(span + pad, 'hex');
  for (let at = 0; at < 8; at++) PAIR[at] = (PAIR[at] ?? 0) ^ (PAIR[at + 8] ?? 0);
  return PAIR.toString('hex', 0, 8);
}
