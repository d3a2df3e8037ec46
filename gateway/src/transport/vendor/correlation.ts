import { createHmac } from 'node:crypto';

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
  return ({ plugin, release, requestId, traceparent }) => {
    const digest = (kind: string, id: string, bytes: number): string =>
      createHmac('sha256', secret)
        // As JSON: no two different lists are the same text.
        .update(JSON.stringify(['correlation', plugin, release, kind, id]))
        .digest()
        .toString('hex', 0, bytes);
    const [, trace = requestId, span = requestId, flags = '00'] = TRACEPARENT.exec(traceparent) ?? [];
    return {
      requestId: digest('request', requestId, 16),
      traceparent: `00-${digest('trace', trace, 16)}-${digest('span', span, 8)}-${flags}`,
    };
  };
}
