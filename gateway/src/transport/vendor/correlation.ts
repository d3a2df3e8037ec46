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

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/**
 * Ids for a vendor: HMACs per release of the hub's own. Within one release they are as good as the originals; two vendors, or
 * two releases, cannot put theirs together; the hub finds them again with the key.
 * @param secret at least 32 bytes, one for all releases
 * @throws RangeError when the secret is shorter
 */
export function createCorrelation(secret: Uint8Array): (request: CorrelationRequest) => CorrelationIds {
  if (secret.length < 32) throw new RangeError('The secret for correlation ids needs at least 32 bytes.');
  // Making a key of a secret costs more than using it.
  const key = createSecretKey(secret);
  const digest = (...parts: readonly string[]): string =>
    // As JSON: no two different lists are the same text.
    createHmac('sha256', key).update(JSON.stringify(parts)).digest('hex');
  return ({ plugin, release, requestId, traceparent }) => {
    const [, trace = requestId, span = '', flags = '00'] = TRACEPARENT.exec(traceparent) ?? [];
    // Of one request: its id and its span are told apart by nobody but us, so one digest is enough for both.
    const own = digest('request', plugin, release, requestId, span);
    const whole = digest('trace', plugin, release, trace);
    return {
      requestId: own.slice(0, 32),
      traceparent: `00-${whole.slice(0, 32)}-${own.slice(32, 48)}-${flags}`,
    };
  };
}
