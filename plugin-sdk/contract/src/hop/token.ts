import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose';
import type { SigningKey } from '../keys.ts';
import type { Viewer } from '../principal.ts';
import { type HopCheck, HopRefusal } from './hop-refusal.ts';
import {
  HOP_ISSUER,
  HOP_TOKEN_SECONDS,
  HOP_TOKEN_TYPE,
  type SaidToken,
  TOKEN_CHECKS,
  type TokenChecks,
  type TokenMoment,
} from './token-checks.ts';

/** Who is told of whom, and for how long: 60 s ({@link HOP_TOKEN_SECONDS}) unless it is less. */
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
  moment: TokenMoment,
  checks: TokenChecks = TOKEN_CHECKS,
): Promise<VerifiedHopToken> {
  let at: HopCheck = 'token.form';
  try {
    const said = { token, header: decodeProtectedHeader(token) as SaidToken['header'], claims: decodeJwt(token) };
    for (const name in checks) {
      at = `token.${name as keyof TokenChecks}`;
      const reason = await checks[name as keyof TokenChecks](said, moment);
      if (reason !== null) throw new Error(reason);
    }
    const { exp = 0, viewer } = said.claims;
    return { viewer: viewer as Viewer, expires: exp };
  } catch (error) {
    throw new HopRefusal(at, `The hop token is refused: ${error instanceof Error ? error.message : error}.`);
  }
}
