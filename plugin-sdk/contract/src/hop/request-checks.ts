import { timingSafeEqual } from 'node:crypto';
import type { HopSecret } from '../keys.ts';
import { type Component, contentDigest, hmacSignature, signatureBase, signatureParams } from './signature-base.ts';

/** The longest a signed request may be under way, in seconds. */
export const HOP_REQUEST_SECONDS = 30;

/** What the hub signs, in its order. */
export const HOP_COMPONENTS = signatureParams(
  ['@method', '@authority', '@path', 'content-digest', 'authorization'],
  [],
);

const UNFIT = 'its signature does not fit';
export const NOT_SIGNED = 'it is not signed as the hub signs (RFC 9421, label hop)';

/** A received request, taken apart: nothing of it is believed yet. */
export interface SignedRequest {
  readonly method: string;
  readonly authority: string;
  /** null: it cannot be read. */
  readonly path: string | null;
  readonly body: Uint8Array;
  readonly authorization: string;
  /** What its `content-digest` says. */
  readonly digest: string;
  /** What its `citygraph-request-id` says. */
  readonly requestId: string;
  /** Components that its signature says it covers, as a list of RFC 9421. */
  readonly covered: string;
  /** `covered` with its parameters: the last line of what is signed. */
  readonly params: string;
  /** Seconds since the epoch, as `expires`. */
  readonly created: number;
  readonly expires: number;
  readonly nonce: string;
  readonly keyId: string;
  /** Base64. */
  readonly signature: string;
}

/** What a subgraph holds a request against. */
export interface RequestMoment {
  readonly secrets: readonly HopSecret[];
  /** Seconds since the epoch. */
  readonly seconds: number;
  /** Seconds that clocks may differ by. */
  readonly tolerance: number;
}

/** Says why a request is refused; null: as far as this goes it is the hub's. */
export type RequestCheck = (request: SignedRequest, moment: RequestMoment) => string | null;

/** All that makes a request the hub's, in the order in which it is looked at. Without any one of them some vector is judged wrong. */
export const REQUEST_CHECKS = {
  components: ({ covered }) => (covered === HOP_COMPONENTS ? null : NOT_SIGNED),
  bearer: ({ authorization }) => (authorization.startsWith('Bearer ') ? null : 'it carries no hop token'),
  key: ({ keyId }, { secrets }) =>
    secrets.some((known) => known.keyId === keyId) ? null : `its key ${keyId} is not known here`,
  body: ({ digest, body }) => (digest === contentDigest(body) ? null : 'its body is not the one that was signed'),
  signature: (request, { secrets }) => {
    const known = secrets.find(({ keyId }) => keyId === request.keyId);
    if (!known) return UNFIT;
    if (request.path === null) return 'its path cannot be read';
    const expected = hmacSignature(signatureBase(components(request), request.params), known.secret);
    return timingSafeEqual(Buffer.from(expected), Buffer.from(request.signature)) ? null : UNFIT;
  },
  lifetime: ({ created, expires }) =>
    expires - created > HOP_REQUEST_SECONDS ? `it may live ${HOP_REQUEST_SECONDS} s at most` : null,
  moment: ({ created, expires }, { seconds, tolerance }) =>
    seconds > expires + tolerance || seconds < created - tolerance
      ? `it is too old or from the future: it was signed at ${timeOf(created)}, and here it is ${timeOf(seconds)}`
      : null,
  requestId: ({ requestId, nonce }) => (requestId === nonce ? null : 'its request id is not the signed one'),
} satisfies Readonly<Record<string, RequestCheck>>;

const timeOf = (seconds: number): string => new Date(seconds * 1000).toISOString();

/** One of each name. */
export type RequestChecks = Readonly<Record<keyof typeof REQUEST_CHECKS, RequestCheck>>;

/** Those that are covered, with what the request has of each. */
function components(request: SignedRequest): readonly Component[] {
  const all = componentsOf({ ...request, path: request.path ?? '' });
  return request.covered === HOP_COMPONENTS ? all : all.filter(([name]) => request.covered.includes(`"${name}"`));
}

/** A request's components, as {@link HOP_COMPONENTS} names them. */
export const componentsOf = (parts: {
  readonly method: string;
  readonly authority: string;
  readonly path: string;
  readonly digest: string;
  readonly authorization: string;
}): readonly Component[] => [
  ['@method', parts.method.toUpperCase()],
  ['@authority', parts.authority.toLowerCase()],
  ['@path', parts.path],
  ['content-digest', parts.digest],
  ['authorization', parts.authorization],
];
