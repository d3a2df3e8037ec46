import { hash } from 'node:crypto';
import {
  CityGraphError,
  type HopSecret,
  type SigningKey,
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
  /** `authContext` of the viewer. */
  readonly context: string;
}

export interface HopSigner {
  /** Token, digest and signature: all that makes a request the hub's. At once when the caller's token is known. */
  sign(request: HopRequest): Record<string, string> | Promise<Record<string, string>>;
}

const LIFETIME_SECONDS = 60;
/** A token is not used in its last seconds: it must still be valid when it arrives. */
const RESERVE_SECONDS = 10;

/** One token per authContext and subgraph while it lives (a public-key signature is 30 µs), one HMAC per request (3 µs). */
export function createHopSigner(key: SigningKey | undefined, now: () => number = Date.now): HopSigner {
  const tokens = new BoundedCache<string, { until: number; token: Promise<string> | string }>(20_000);
  const tokenFor = ({ subgraph, viewer, context }: HopRequest): Promise<string> | string => {
    if (!key) throw new CityGraphError('INTERNAL_ERROR', 'The gateway has no key to sign hops with.');
    const id = `${subgraph}:${context}`;
    const known = tokens.get(id);
    if (known && known.until > now()) return known.token;
    const signing = signHopToken(key, { audience: subgraph, viewer, now, lifetimeSeconds: LIFETIME_SECONDS });
    const entry: { until: number; token: Promise<string> | string } = {
      until: now() + (LIFETIME_SECONDS - RESERVE_SECONDS) * 1000,
      token: signing,
    };
    tokens.set(id, entry);
    signing.then(
      (token) => {
        entry.token = token;
      },
      () => tokens.delete(id),
    );
    return signing;
  };

  return {
    sign(request) {
      const { url, body, requestId, hop } = request;
      const signed = (token: string) =>
        signHopRequest({ method: 'POST', url, body, token, requestId, secret: hop.secret, keyId: hop.keyId, now });
      const token = tokenFor(request);
      return typeof token === 'string' ? signed(token) : token.then(signed);
    },
  };
}

/** A verified token is one principal for as long as it lives, so most of the digest is made once per token. */
const principals = new WeakMap<Viewer['principal'], string>();

/** Digest of everything that an answer may depend on besides the request: part of every cache key about answers and tokens. */
export function authContext({ principal, standing, purpose, receivers }: Viewer): string {
  let who = principals.get(principal);
  if (who === undefined) {
    who = hash('sha256', JSON.stringify(principal), 'base64url');
    principals.set(principal, who);
  }
  if (standing === null && purpose === null && receivers.length === 0) return who;
  return `${who}.${hash('sha256', JSON.stringify([standing?.version ?? null, standing?.case?.id ?? null, purpose, receivers]), 'base64url')}`;
}
