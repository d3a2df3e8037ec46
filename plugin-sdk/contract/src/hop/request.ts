import { type HopCheck, HopRefusal } from './hop-refusal.ts';
import {
  componentsOf,
  HOP_COMPONENTS,
  HOP_REQUEST_SECONDS,
  NOT_SIGNED,
  REQUEST_CHECKS,
  type RequestChecks,
  type RequestMoment,
  type SignedRequest,
} from './request-checks.ts';
import { contentDigest, hmacSignature, signatureBase } from './signature-base.ts';

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

/** A request as the hub is about to send it, before it is signed. */
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
  const params = `${HOP_COMPONENTS};created=${created};expires=${created + HOP_REQUEST_SECONDS};nonce="${requestId}";alg="hmac-sha256";keyid="${keyId}"`;
  const base = signatureBase(componentsOf({ method, authority, path, digest, authorization }), params);
  return {
    authorization,
    'content-digest': digest,
    'signature-input': `hop=${params}`,
    signature: `hop=:${hmacSignature(base, secret)}:`,
    'citygraph-request-id': requestId,
  };
}

/** A request as it arrived: header names in lower case, the body's bytes before anything parsed them. */
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
  /^hop=((\([^()]{0,200}\));created=(\d{1,12});expires=(\d{1,12});nonce="([\w.:-]{1,100})";alg="hmac-sha256";keyid="([\w.:-]{1,100})")$/;

/** Verifies digest and signature of a received request; throws UNAUTHENTICATED with the reason. */
export function verifyHopRequest(
  received: ReceivedRequest,
  moment: RequestMoment,
  checks: RequestChecks = REQUEST_CHECKS,
): VerifiedHopRequest {
  const request = takenApart(received) ?? refuse('form', NOT_SIGNED);
  for (const name in checks) {
    const reason = checks[name as keyof RequestChecks](request, moment);
    if (reason !== null) refuse(name as keyof RequestChecks, reason);
  }
  const { authorization, nonce: requestId, expires } = request;
  return { token: authorization.slice('Bearer '.length), requestId, expires };
}

/** null: it has no signature of the kind. */
function takenApart({ method, url, headers, body }: ReceivedRequest): SignedRequest | null {
  const input = INPUT.exec(headers['signature-input'] ?? '');
  const signature = /^hop=:([A-Za-z0-9+/]{43}=):$/.exec(headers.signature ?? '')?.[1];
  if (!input || !signature) return null;
  const [, params = '', covered = '', created, expires, nonce = '', keyId = ''] = input;
  return {
    method,
    authority: headers.host ?? '',
    path: URL.parse(url, 'http://subgraph')?.pathname ?? null,
    body,
    authorization: headers.authorization ?? '',
    digest: headers['content-digest'] ?? '',
    requestId: headers['citygraph-request-id'] ?? '',
    covered,
    params,
    created: Number(created),
    expires: Number(expires),
    nonce,
    keyId,
    signature,
  };
}

function refuse(check: HopCheck, reason: string): never {
  throw new HopRefusal(check, `The request is refused: ${reason}.`);
}
