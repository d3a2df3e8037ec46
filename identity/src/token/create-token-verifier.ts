import { createHash } from 'node:crypto';
import { ANONYMOUS, CityGraphError, type Principal } from '@citygraph/contract';
import { decodeProtectedHeader, importJWK, type JWTPayload, jwtVerify } from 'jose';
import { parseIssuer } from '../realm/issuer.ts';
import { type IntrospectionOptions, introspector } from './introspector.ts';
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
  /** With what the sign-on is asked about tokens that do not say whose they are. Without it those are refused. */
  readonly introspection?: IntrospectionOptions;
  /** Told what the sign-on did wrong, for its operators. */
  readonly log?: (line: object) => void;
  readonly fetch?: typeof fetch;
  /** How many tokens' principals are remembered. */
  readonly remember?: number;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

export interface TokenVerifier {
  /** Who an `authorization` header speaks for: anonymous without one; UNAUTHENTICATED when it is not good; OVERLOADED when the sign-on had to be asked, and gave no answer. */
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
/** How long who was refused by the sign-on, or could not be asked about, is not asked about again. */
const REFUSED_MS = 30_000;
const UNCHECKED_MS = 2_000;

/** Verifies access tokens of the realm, each once: a principal is remembered by the token's digest until it expires. */
export function createTokenVerifier({
  issuer,
  audience = 'citygraph',
  jwksUrl = `${issuer}/protocol/openid-connect/certs`,
  keyCacheFile,
  introspection,
  log = () => {},
  fetch,
  remember = 20_000,
  now = Date.now,
}: TokenVerifierOptions): TokenVerifier {
  parseIssuer(issuer);
  const keys = keyCache({ jwksUrl, file: keyCacheFile, now, ...(fetch ? { fetch } : {}) });
  const adapter = keycloakAdapter(issuer, audience, (kid) => keys.find(kid));
  const known = new Map<string, Known>();
  /** Those whom somebody waits for, and those who were refused lately, by the token's digest. */
  const asked = new Map<string, Promise<Known>>();
  const refusals = new Map<string, { error: unknown; until: number }>();
  const introspect =
    introspection &&
    introspector({
      url: `${issuer}/protocol/openid-connect/token/introspect`,
      ...introspection,
      issuer,
      audience,
      fetch: fetch ?? globalThis.fetch,
      now,
      log,
    });

  const verify = async (token: string): Promise<JWTPayload> => {
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
    return payload;
  };
  /** What the sign-on says of a good token that leaves it to that. */
  const askAbout = async (token: string, payload: JWTPayload): Promise<Known> => {
    if (!introspect) throw new Error('whose it is only our sign-on can say, and this hub is not set up to ask it');
    const answer = await introspect(token, payload);
    return { ...knownBy(answer), expires: Math.min(payload.exp ?? 0, answer.exp ?? 0) + TOLERANCE_S };
  };
  /** Once for all who come with it at the same time, and not again at once where that went wrong. */
  const askOnce = (token: string, digest: string, payload: JWTPayload): Promise<Known> => {
    const refusal = refusals.get(digest);
    if (refusal && refusal.until > now()) throw refusal.error;
    const pending =
      asked.get(digest) ??
      askAbout(token, payload)
        .catch((error: unknown) => {
          const isUnchecked = error instanceof CityGraphError;
          put(refusals, digest, { error, until: now() + (isUnchecked ? UNCHECKED_MS : REFUSED_MS) }, remember);
          throw error;
        })
        .finally(() => asked.delete(digest));
    asked.set(digest, pending);
    return pending;
  };
  const settle = async (token: string, digest: string): Promise<Known> => {
    const payload = await verify(token);
    return leavesItToIntrospection(payload) ? askOnce(token, digest, payload) : knownBy(payload);
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
      const verified = await settle(token, digest).catch((error: unknown) => {
        if (error instanceof CityGraphError) throw error;
        throw refused(error instanceof Error ? error.message : String(error));
      });
      put(known, digest, verified, remember);
      return verified.principal;
    },
    hasKeptKeys: () => keys.isKept(),
    close: () => keys.close(),
  };
}

interface Known {
  readonly principal: Principal;
  /** Seconds since the epoch. */
  readonly expires: number;
}

const knownBy = (claims: JWTPayload): Known => ({
  principal: principalOfClaims(claims),
  expires: (claims.exp ?? 0) + TOLERANCE_S,
});

/** A person's token for an app that is not the city's own. What such an app asks for itself, without a person, its token says. */
const leavesItToIntrospection = ({ citygraph_introspect: asks, sid }: JWTPayload): boolean =>
  asks === true && sid !== undefined;

function put<T>(into: Map<string, T>, key: string, value: T, most: number): void {
  const oldest = into.size >= most ? into.keys().next().value : undefined;
  if (oldest !== undefined) into.delete(oldest);
  into.set(key, value);
}

/** null: it is no bearer token, or longer than any of ours. */
function tokenOf(authorization: string | undefined): string | null {
  const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]*)$/i.exec(authorization ?? '')?.[1];
  return token === undefined || token.length > LONGEST_TOKEN ? null : token;
}

const digestOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

const refused = (reason: string): CityGraphError =>
  new CityGraphError('UNAUTHENTICATED', `The access token is refused: ${reason.replace(/\.$/, '')}. Sign in again.`);
