import { createHash } from 'node:crypto';
import {
  CityGraphError,
  type HopSecret,
  type HopSigningKey,
  signHopRequest,
  signHopToken,
  type Viewer,
} from '@citygraph/contract';
import { BoundedCache } from '../operation/bounded-cache.ts';

export interface HopRequest {
  readonly subgraph: string;
  readonly url: string;
  readonly body: string;
  readonly requestId: string;
  readonly hop: HopSecret;
  readonly viewer: Viewer;
}

export interface HopSigner {
  /** Token, digest and signature: all that makes a request the hub's. */
  sign(request: HopRequest): Promise<Record<string, string>>;
}

const LIFETIME_SECONDS = 60;
/** A token is not used in its last seconds: it must still be valid when it arrives. */
const RESERVE_SECONDS = 10;

/** One token per authContext and subgraph while it lives (a public-key signature is 30 µs), one HMAC per request (3 µs). */
export function createHopSigner(key: HopSigningKey | undefined, now: () => number = Date.now): HopSigner {
  const tokens = new BoundedCache<string, { until: number; token: Promise<string> }>(20_000);
  const contexts = new WeakMap<Viewer, string>();

  const tokenFor = (subgraph: string, viewer: Viewer): Promise<string> => {
    if (!key) throw new CityGraphError('INTERNAL_ERROR', 'The gateway has no key to sign hops with.');
    let context = contexts.get(viewer);
    if (!context) {
      context = authContext(viewer);
      contexts.set(viewer, context);
    }
    const id = `${subgraph}:${context}`;
    const known = tokens.get(id);
    if (known && known.until > now()) return known.token;
    const token = signHopToken(key, { audience: subgraph, viewer, now, lifetimeSeconds: LIFETIME_SECONDS });
    tokens.set(id, { until: now() + (LIFETIME_SECONDS - RESERVE_SECONDS) * 1000, token });
    token.catch(() => tokens.delete(id));
    return token;
  };

  return {
    async sign({ subgraph, url, body, requestId, hop: { keyId, secret }, viewer }) {
      const token = await tokenFor(subgraph, viewer);
      return signHopRequest({ method: 'POST', url, body, token, requestId, secret, keyId, now });
    },
  };
}

/** Digest of everything that an answer may depend on besides the request: part of every cache key about answers and tokens. */
export function authContext({ principal, standing, purpose, receivers }: Viewer): string {
  const parts = [principal, standing?.version ?? null, standing?.case?.id ?? null, purpose, receivers];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
