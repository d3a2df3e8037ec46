import type { JWK } from 'jose';
import type { Viewer } from '../principal.ts';
import type { HopSecret } from './keys.ts';
import { type ReceivedRequest, verifyHopRequest } from './request.ts';
import { type VerifiedHopToken, verifyHopToken } from './token.ts';

/** What a subgraph must know to tell the hub's requests from anybody else's. */
export interface HopVerification {
  /** Its own name. */
  readonly audience: string;
  /** The hub's public keys. */
  readonly keys: () => readonly JWK[] | Promise<readonly JWK[]>;
  readonly secrets: () => readonly HopSecret[];
  readonly clockToleranceSeconds?: number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

export interface VerifiedHop {
  readonly viewer: Viewer;
  readonly requestId: string;
  /** Seconds since the epoch: a request with this id may not be taken twice before then. */
  readonly expires: number;
}

const KEPT_TOKENS = 10_000;

/** Signature first (one HMAC), then the token, which is verified once and remembered until it expires. */
export function createHopVerifier({
  audience,
  keys,
  secrets,
  clockToleranceSeconds: tolerance = 5,
  now = Date.now,
}: HopVerification): (request: ReceivedRequest) => Promise<VerifiedHop> {
  const known = new Map<string, VerifiedHopToken>();
  return async (request) => {
    const { token, requestId, expires } = verifyHopRequest(request, { secrets: secrets(), now, tolerance });
    let verified = known.get(token);
    if (!verified || verified.expires + tolerance < now() / 1000) {
      known.delete(token);
      verified = await verifyHopToken(token, { audience, keys: await keys(), now, tolerance });
      const oldest = known.size >= KEPT_TOKENS ? known.keys().next().value : undefined;
      if (oldest !== undefined) known.delete(oldest);
      known.set(token, verified);
    }
    return { viewer: verified.viewer, requestId, expires };
  };
}
