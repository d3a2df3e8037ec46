import { compactVerify, importJWK, type JWK, type JWTHeaderParameters, type JWTPayload } from 'jose';
import type { Viewer } from '../principal.ts';

/** `iss` of every hop token. */
export const HOP_ISSUER = 'citygraph';
/** `typ` in the header of every hop token, which no other JWT of the hub has (RFC 8725 §3.11). */
export const HOP_TOKEN_TYPE = 'hop+jwt';
/** The longest a hop token may live, in seconds. */
export const HOP_TOKEN_SECONDS = 60;

/** A received token, taken apart: nothing of it is believed yet. */
export interface SaidToken {
  readonly token: string;
  readonly header: Partial<JWTHeaderParameters>;
  readonly claims: JWTPayload;
}

/** What a subgraph holds a token against. */
export interface TokenMoment {
  /** Its own name. */
  readonly audience: string;
  /** The hub's public keys. */
  readonly keys: readonly JWK[];
  /** Seconds since the epoch. */
  readonly seconds: number;
  /** Seconds that clocks may differ by. */
  readonly tolerance: number;
}

/** Says why a token is refused, or throws it; null: as far as this goes it is the hub's, and for us. */
export type TokenCheck = (said: SaidToken, moment: TokenMoment) => string | null | Promise<string | null>;

/** All that makes a token the hub's word (RFC 7519 §7.2), in the order in which it is looked at. Without any one of them some vector is judged wrong. */
export const TOKEN_CHECKS = {
  type: ({ header: { typ } }) =>
    typ === HOP_TOKEN_TYPE ? null : `its typ is ${typ ?? '(none)'}, not ${HOP_TOKEN_TYPE}`,
  key: ({ header: { kid } }, { keys }) =>
    keys.some((known) => known.kid === kid) ? null : `its key ${kid ?? '(none)'} is not one of the hub's`,
  /** By EdDSA alone, whatever the header names (RFC 8725 §3.1). */
  signature: async ({ token, header: { kid } }, { keys }) => {
    const jwk = keys.find((candidate) => candidate.kid === kid);
    if (!jwk) return 'its signature does not fit';
    await compactVerify(token, await importJWK({ ...jwk, alg: 'EdDSA' }), { algorithms: ['EdDSA'] });
    return null;
  },
  issuer: ({ claims: { iss } }) => (iss === HOP_ISSUER ? null : `its iss is ${iss ?? '(none)'}, not ${HOP_ISSUER}`),
  audience: ({ claims: { aud = [] } }, { audience }) =>
    [aud].flat().includes(audience) ? null : `its aud is ${[aud].flat().join(', ') || '(none)'}, not ${audience}`,
  subject: ({ claims: { sub } }) => (typeof sub === 'string' ? null : 'its sub claim is none'),
  lifetime: ({ claims: { iat, exp } }) => {
    if (!isTime(iat) || !isTime(exp)) return 'its iat and exp claims are not both times';
    return exp - iat > HOP_TOKEN_SECONDS ? `it lives ${exp - iat} s, more than ${HOP_TOKEN_SECONDS}` : null;
  },
  expiry: ({ claims: { exp } }, { seconds, tolerance }) =>
    isTime(exp) && seconds < exp + tolerance ? null : `its exp is ${exp ?? '(none)'} and it is ${Math.floor(seconds)}`,
  begin: ({ claims: { iat, nbf = iat } }, { seconds, tolerance }) =>
    [iat, nbf].every((time) => isTime(time) && time <= seconds + tolerance)
      ? null
      : `its iat is ${iat ?? '(none)'} and its nbf ${nbf ?? '(none)'}, and it is ${Math.floor(seconds)}`,
  viewer: ({ claims: { viewer } }) => (isViewer(viewer) ? null : 'its viewer claim is none'),
} satisfies Readonly<Record<string, TokenCheck>>;

/** One of each name. */
export type TokenChecks = Readonly<Record<keyof typeof TOKEN_CHECKS, TokenCheck>>;

const isTime = (claim: unknown): claim is number => typeof claim === 'number' && Number.isFinite(claim);

/** The hub signed it, so a glance is enough to tell a department's token from one that is meant for something else. */
function isViewer(claim: unknown): claim is Viewer {
  return typeof claim === 'object' && claim !== null && 'principal' in claim && 'receivers' in claim;
}
