import { timingSafeEqual } from 'node:crypto';
import { CityGraphError } from '../error.ts';
import type { HopSecret } from '../keys.ts';
import { type Component, contentDigest, hmacSignature, signatureBase, signatureParams } from './signature-base.ts';

/** The longest a signed request may be under way, in seconds. */
export const HOP_REQUEST_SECONDS = 30;

const LIST = signatureParams(['@method', '@authority', '@path', 'content-digest', 'authorization'], []);

/** A hub signs for a handful of addresses again and again. */
const ADDRESSES = 1_000;
const addresses = new Map<string, { readonly authority: string; readonly path: string }>();

function addressOf(url: string): { readonly authority: string; readonly path: string } {
  const known = addresses.get(url);
  if (known) return known;
  const { host, pathname } = new URL(url);
  const address = { authority: host, path: pathname };
  if (addresses.size >= ADDRESSES) addresses.clear();
  addresses.set(url, address);
  return address;
}

export interface HopRequest {
  readonly method: string;
  /** Absolute, or the path with `host` given. */
  readonly url: string;
  readonly body: string | Uint8Array;
  /** Hop token, without `Bearer`. */
  readonly token: string;
  /** Unique per request; it is the nonce of the signature. */
  readonly requestId: string;
  readonly keyId: string;
  readonly secret: Uint8Array;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** Headers that make a request a hop of the hub: token, digest, RFC 9421 signature (hmac-sha256), request id. Synchronous: one HMAC, one hash. */
export function signHopRequest({
  method,
  url,
  body,
  token,
  requestId,
  keyId,
  secret,
  now = Date.now,
}: HopRequest): Record<string, string> {
  const { authority, path } = addressOf(url);
  const created = Math.floor(now() / 1000);
  const digest = contentDigest(body);
  const authorization = `Bearer ${token}`;
  const params = `${LIST};created=${created};expires=${created + HOP_REQUEST_SECONDS};nonce="${requestId}";alg="hmac-sha256";keyid="${keyId}"`;
  const base = signatureBase(components({ method, authority, path, digest, authorization }), params);
  return {
    authorization,
    'content-digest': digest,
    'signature-input': `hop=${params}`,
    signature: `hop=:${hmacSignature(base, secret)}:`,
    'citygraph-request-id': requestId,
  };
}

export interface ReceivedRequest {
  readonly method: string;
  /** Path, with or without origin. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

export interface VerifiedHopRequest {
  readonly token: string;
  readonly requestId: string;
  /** Seconds since the epoch. */
  readonly expires: number;
}

const INPUT =
  /^hop=(\("@method" "@authority" "@path" "content-digest" "authorization"\);created=(\d{1,12});expires=(\d{1,12});nonce="([\w.:-]{1,100})";alg="hmac-sha256";keyid="([\w.:-]{1,100})")$/;

/** Verifies digest and signature of a received request; throws UNAUTHENTICATED with the reason. */
export function verifyHopRequest(
  { method, url, headers, body }: ReceivedRequest,
  { secrets, now, tolerance }: { secrets: readonly HopSecret[]; now: () => number; tolerance: number },
): VerifiedHopRequest {
  const { authorization = '', host = '' } = headers;
  const input = INPUT.exec(headers['signature-input'] ?? '');
  const given = /^hop=:([A-Za-z0-9+/]{43}=):$/.exec(headers.signature ?? '')?.[1];
  if (!input || !given) return refuse('it is not signed as the hub signs (RFC 9421, label hop)');
  if (!authorization.startsWith('Bearer ')) return refuse('it carries no hop token');
  const [, params, created, expires, nonce, keyId] = input as unknown as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const secret = secrets.find((candidate) => candidate.keyId === keyId);
  if (!secret) return refuse(`its key ${keyId} is not known here`);
  const digest = contentDigest(body);
  if (headers['content-digest'] !== digest) return refuse('its body is not the one that was signed');
  const path = URL.parse(url, 'http://subgraph')?.pathname;
  if (path === undefined) return refuse('its path cannot be read');
  const expected = hmacSignature(
    signatureBase(components({ method, authority: host, path, digest, authorization }), params),
    secret.secret,
  );
  if (!timingSafeEqual(Buffer.from(expected), Buffer.from(given))) return refuse('its signature does not fit');
  const seconds = now() / 1000;
  if (Number(expires) - Number(created) > HOP_REQUEST_SECONDS)
    return refuse(`it may live ${HOP_REQUEST_SECONDS} s at most`);
  if (seconds > Number(expires) + tolerance || seconds < Number(created) - tolerance)
    return refuse('it is too old or from the future');
  if (headers['citygraph-request-id'] !== nonce) return refuse('its request id is not the signed one');
  return { token: authorization.slice('Bearer '.length), requestId: nonce, expires: Number(expires) };
}

function components(parts: {
  method: string;
  authority: string;
  path: string;
  digest: string;
  authorization: string;
}): Component[] {
  return [
    ['@method', parts.method.toUpperCase()],
    ['@authority', parts.authority.toLowerCase()],
    ['@path', parts.path],
    ['content-digest', parts.digest],
    ['authorization', parts.authorization],
  ];
}

function refuse(reason: string): never {
  throw new CityGraphError('UNAUTHENTICATED', `The request is refused: ${reason}.`);
}
