import { decodeProtectedHeader, importJWK, type JWK, jwtVerify, SignJWT } from 'jose';
import { CityGraphError } from '../error.ts';
import type { SigningKey } from '../keys.ts';
import type { Viewer } from '../principal.ts';

export const HOP_ISSUER = 'citygraph';
export const HOP_TOKEN_TYPE = 'hop+jwt';
/** The longest a hop token may live, in seconds. */
export const HOP_TOKEN_SECONDS = 60;

export interface HopTokenOptions {
  /** Name of the subgraph that the token is for. */
  readonly audience: string;
  readonly viewer: Viewer;
  readonly lifetimeSeconds?: number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** A JWT (EdDSA) that tells one subgraph who asks, for at most 60 seconds. */
export function signHopToken(
  key: SigningKey,
  { audience, viewer, lifetimeSeconds = HOP_TOKEN_SECONDS, now = Date.now }: HopTokenOptions,
): Promise<string> {
  const issued = Math.floor(now() / 1000);
  return new SignJWT({ viewer: viewer as unknown as Record<string, unknown> })
    .setProtectedHeader({ alg: 'EdDSA', typ: HOP_TOKEN_TYPE, kid: key.kid })
    .setIssuer(HOP_ISSUER)
    .setAudience(audience)
    .setSubject(viewer.principal.subject ?? 'anonymous')
    .setIssuedAt(issued)
    .setExpirationTime(issued + Math.min(lifetimeSeconds, HOP_TOKEN_SECONDS))
    .sign(key.privateKey);
}

export interface VerifiedHopToken {
  readonly viewer: Viewer;
  /** Seconds since the epoch. */
  readonly expires: number;
}

/** Which key a token says it was signed with; undefined when it says none. */
export function keyIdOf(token: string): string | undefined {
  try {
    return decodeProtectedHeader(token).kid;
  } catch {
    return undefined;
  }
}

/** Verifies a hop token against the hub's public keys; throws UNAUTHENTICATED with the reason. */
export async function verifyHopToken(
  token: string,
  { audience, keys, now, tolerance }: { audience: string; keys: readonly JWK[]; now: () => number; tolerance: number },
): Promise<VerifiedHopToken> {
  try {
    const { kid } = decodeProtectedHeader(token);
    const jwk = keys.find((candidate) => candidate.kid === kid);
    if (!jwk) throw new Error(`its key ${kid ?? '(none)'} is not one of the hub's`);
    const { payload } = await jwtVerify(token, await importJWK({ ...jwk, alg: 'EdDSA' }), {
      algorithms: ['EdDSA'],
      issuer: HOP_ISSUER,
      audience,
      typ: HOP_TOKEN_TYPE,
      requiredClaims: ['exp', 'iat', 'sub', 'viewer'],
      maxTokenAge: HOP_TOKEN_SECONDS,
      clockTolerance: tolerance,
      currentDate: new Date(now()),
    });
    const { exp = 0, iat = 0, viewer } = payload;
    if (!isViewer(viewer)) throw new Error('its viewer claim is none');
    if (exp - iat > HOP_TOKEN_SECONDS) throw new Error(`it lives ${exp - iat} s, more than ${HOP_TOKEN_SECONDS}`);
    return { viewer, expires: exp };
  } catch (error) {
    throw new CityGraphError(
      'UNAUTHENTICATED',
      `The hop token is refused: ${error instanceof Error ? error.message : error}.`,
    );
  }
}

/** The hub signed it, so a glance is enough to tell a department's token from one that is meant for something else. */
function isViewer(claim: unknown): claim is Viewer {
  return typeof claim === 'object' && claim !== null && 'principal' in claim && 'receivers' in claim;
}
