import { createHash } from 'node:crypto';
import { ANONYMOUS, CityGraphError, type Principal } from '@citygraph/contract';
import { decodeProtectedHeader, importJWK, jwtVerify } from 'jose';
import { parseIssuer } from '../realm/issuer.ts';
import { keyCache } from './key-cache.ts';
import { keycloakAdapter } from './keycloak-adapter.ts';
import { principalOfClaims } from './principal-of-claims.ts';

export interface TokenVerifierOptions {
  /** Byte for byte the `iss` of its tokens. */
  readonly issuer: string;
  readonly audience?: string;
  /** Default: Keycloak's path under the issuer. */
  readonly jwksUrl?: string;
  /** Where the provider's keys are kept, for starts during its outage. */
  readonly keyCacheFile: string;
  readonly fetch?: typeof fetch;
  /** How many tokens' principals are remembered. */
  readonly remember?: number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

export interface TokenVerifier {
  /** Who an `authorization` header speaks for: anonymous without one; UNAUTHENTICATED when it is not good. */
  principal(authorization: string | undefined): Promise<Principal>;
  /** Was this `authorization` header verified before, and has not expired? Answers at once; a new one has to be verified first. */
  knows(authorization: string | undefined): boolean;
  /** Whether keys of this very issuer are kept from an earlier start: tokens that people hold go on without it. */
  hasKeptKeys(): Promise<boolean>;
  close(): void;
}

const ALGORITHMS = ['RS256', 'PS256', 'ES256'];
const TOLERANCE_S = 5;
const LONGEST_TOKEN = 8 * 1024;

/** Verifies access tokens of the realm, each once: a principal is remembered by the token's digest until it expires. */
export function createTokenVerifier({
  issuer,
  audience = 'citygraph',
  jwksUrl = `${issuer}/protocol/openid-connect/certs`,
  keyCacheFile,
  fetch,
  remember = 20_000,
  now = Date.now,
}: TokenVerifierOptions): TokenVerifier {
  parseIssuer(issuer);
  const keys = keyCache({ jwksUrl, file: keyCacheFile, now, ...(fetch ? { fetch } : {}) });
  const adapter = keycloakAdapter(issuer, audience, (kid) => keys.find(kid));
  const known = new Map<string, { principal: Principal; expires: number }>();

  const verify = async (token: string): Promise<{ principal: Principal; expires: number }> => {
    const { kid, alg = 'none' } = decodeProtectedHeader(token);
    if (!ALGORITHMS.includes(alg)) throw new Error(`algorithm ${alg} is not accepted`);
    const jwk = kid === undefined ? null : await keys.find(kid);
    if (!jwk || (jwk.alg ?? alg) !== alg) throw new Error('it was not signed with a key of our sign-on');
    const { payload } = await jwtVerify(token, await importJWK(jwk, alg), {
      algorithms: ALGORITHMS,
      issuer,
      audience,
      clockTolerance: TOLERANCE_S,
      requiredClaims: ['exp', 'iat', 'sub'],
      currentDate: new Date(now()),
    });
    if (payload.typ !== 'Bearer') throw new Error('it is not an access token');
    if ((payload.iat ?? 0) > now() / 1000 + TOLERANCE_S) throw new Error('it was issued in the future');
    // The adapter has no tolerance: a token in its last seconds of grace is judged by us alone.
    if (alg === 'RS256' && (payload.exp ?? 0) * 1000 > Date.now()) await adapter.accept(token);
    return { principal: principalOfClaims(payload), expires: (payload.exp ?? 0) + TOLERANCE_S };
  };

  return {
    knows(authorization) {
      const token = tokenOf(authorization);
      const remembered = token === null ? undefined : known.get(digestOf(token));
      return remembered !== undefined && remembered.expires > now() / 1000;
    },
    async principal(authorization) {
      if (authorization === undefined) return ANONYMOUS;
      const token = tokenOf(authorization);
      if (token === null) throw refused('it is not a bearer token (authorization: Bearer <access token>)');
      const digest = digestOf(token);
      const remembered = known.get(digest);
      known.delete(digest);
      if (remembered && remembered.expires > now() / 1000) {
        known.set(digest, remembered); // The one used last is forgotten last.
        return remembered.principal;
      }
      const verified = await verify(token).catch((error: unknown) => {
        throw refused(error instanceof Error ? error.message : String(error));
      });
      const oldest = known.size >= remember ? known.keys().next().value : undefined;
      if (oldest !== undefined) known.delete(oldest);
      known.set(digest, verified);
      return verified.principal;
    },
    hasKeptKeys: () => keys.isKept(),
    close: () => keys.close(),
  };
}

/** null: it is no bearer token, or longer than any of ours. */
function tokenOf(authorization: string | undefined): string | null {
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]*)$/i.exec(authorization ?? '')?.[1];
  return token === undefined || token.length > LONGEST_TOKEN ? null : token;
}

const digestOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

const refused = (reason: string): CityGraphError =>
  new CityGraphError('UNAUTHENTICATED', `The access token is refused: ${reason.replace(/\.$/, '')}. Sign in again.`);
