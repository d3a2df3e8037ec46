import { createHash } from 'node:crypto';
import type { JWK } from 'jose';
import type { HopSecret } from '../keys.ts';
import type { Viewer } from '../principal.ts';
import type { ReplayCache } from './replay-cache.ts';
import { type ReceivedRequest, verifyHopRequest } from './request.ts';
import { REQUEST_CHECKS, type RequestChecks } from './request-checks.ts';
import { keyIdOf, type VerifiedHopToken, verifyHopToken } from './token.ts';
import { TOKEN_CHECKS, type TokenChecks } from './token-checks.ts';

/** What a subgraph must know to tell the hub's requests from anybody else's. */
export interface HopVerification {
  /** Its own name. */
  readonly audience: string;
  /** The hub's public keys; `kid` is the one that is looked for. */
  readonly keys: (kid?: string) => readonly JWK[] | Promise<readonly JWK[]>;
  readonly secrets: () => readonly HopSecret[];
  /** Remembers requests for every replica of the subgraph; without it each process remembers its own. */
  readonly replays?: ReplayCache;
  readonly clockToleranceSeconds?: number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** What a request of the hub says, once it is known to be one. */
export interface VerifiedHop {
  readonly viewer: Viewer;
  readonly requestId: string;
  /** Seconds since the epoch: a request with this id may not be taken twice before then. */
  readonly expires: number;
}

const KEPT_TOKENS = 10_000;

/** Signature first (one HMAC), then the token, which is verified once and remembered by its digest until it expires. */
export const createHopVerifier = (options: HopVerification): ((request: ReceivedRequest) => Promise<VerifiedHop>) =>
  composeHopVerifier(options, { request: REQUEST_CHECKS, token: TOKEN_CHECKS });

/** A verifier of these checks; tests put others in the place of some, and see that each is needed. */
export function composeHopVerifier(
  { audience, keys, secrets, clockToleranceSeconds: tolerance = 5, now = Date.now }: HopVerification,
  checks: { readonly request: RequestChecks; readonly token: TokenChecks },
): (request: ReceivedRequest) => Promise<VerifiedHop> {
  const known = new Map<string, VerifiedHopToken>();
  const past = (token: VerifiedHopToken): boolean => token.expires + tolerance < now() / 1000;
  return async (request) => {
    const { token, requestId, expires } = verifyHopRequest(
      request,
      { secrets: secrets(), seconds: now() / 1000, tolerance },
      checks.request,
    );
    const digest = createHash('sha256').update(token).digest('base64');
    let verified = known.get(digest);
    if (!verified || past(verified)) {
      verified = await verifyHopToken(
        token,
        { audience, keys: await keys(keyIdOf(token)), seconds: now() / 1000, tolerance },
        checks.token,
      );
      for (const [key, oldest] of known) {
        if (known.size < KEPT_TOKENS && !past(oldest)) break;
        known.delete(key);
      }
      known.set(digest, verified);
    }
    return { viewer: verified.viewer, requestId, expires };
  };
}
