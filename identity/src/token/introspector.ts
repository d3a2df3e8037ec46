import { CityGraphError } from '@citygraph/contract';
import type { JWTPayload } from 'jose';

export interface IntrospectionOptions {
  /** Default: Keycloak's path under the issuer. */
  readonly url?: string;
  /** Our own confidential client at the sign-on: tokens name it in `aud`. */
  readonly clientId: string;
  readonly secret: string;
}

interface IntrospectorParts extends Required<IntrospectionOptions> {
  readonly issuer: string;
  readonly audience: string;
  readonly fetch: typeof fetch;
  readonly now: () => number;
  /** Told what the sign-on did wrong, for its operators. */
  readonly log: (line: object) => void;
}

const TIMEOUT_MS = 3_000;
const LARGEST_ANSWER = 64 * 1024;
/** A sign-on that hangs holds no more than so many questions. */
const MOST_AT_ONCE = 64;

/** What the sign-on says of a token that it stands behind no more. */
export class TokenEnded extends Error {
  override name = 'TokenEnded';
}

/**
 * Asks the sign-on what a token does not say itself (RFC 7662). Takes the claims of a token whose signature is good already, and holds the
 * answer to them. Throws `TokenEnded`, or OVERLOADED when the sign-on gives no answer that can be used.
 */
export function introspector(parts: IntrospectorParts): (token: string, said: JWTPayload) => Promise<JWTPayload> {
  const { url, clientId, secret, fetch: post, log } = parts;
  const authorization = `Basic ${Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(secret)}`).toString('base64')}`;
  let asking = 0;
  const ask = async (token: string): Promise<JWTPayload> => {
    const response = await post(url, {
      method: 'POST',
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: { authorization, accept: 'application/json' },
      body: new URLSearchParams({ token, token_type_hint: 'access_token' }),
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw new Error(`it answers HTTP ${response.status} to ${clientId}`);
    }
    const answer: unknown = JSON.parse(await textOf(response));
    if (typeof answer !== 'object' || answer === null) throw new Error('its answer is no object');
    return answer as JWTPayload;
  };
  return async (token, said) => {
    if (asking >= MOST_AT_ONCE) throw unchecked();
    asking++;
    try {
      const answer = await ask(token);
      if (answer.active === false) throw new TokenEnded('our sign-on stands behind it no more');
      assertAbout(answer, said, parts);
      return answer;
    } catch (error) {
      if (error instanceof TokenEnded) throw error;
      log({ event: 'introspection-failed', url, reason: error instanceof Error ? error.message : String(error) });
      throw unchecked();
    } finally {
      asking--;
    }
  };
}

/** An answer about another token, for others, or that has ended is none. */
function assertAbout(answer: JWTPayload, said: JWTPayload, { issuer, audience, now }: IntrospectorParts): void {
  const { active, iss, aud, exp, azp = answer.client_id, jti } = answer;
  const wrong =
    (active !== true && 'active') ||
    (iss !== issuer && 'iss') ||
    (![aud].flat().includes(audience) && 'aud') ||
    ((typeof exp !== 'number' || exp * 1000 <= now() - TOLERANCE_MS) && 'exp') ||
    ((azp !== said.azp || (answer.client_id ?? azp) !== azp) && 'azp') ||
    (jti !== said.jti && 'jti') ||
    (typeof answer.sub !== 'string' && 'sub');
  if (wrong) throw new Error(`its answer is not about the token that was asked about ("${wrong}")`);
}

const TOLERANCE_MS = 5_000;

async function textOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > LARGEST_ANSWER) throw new Error(`its answer is larger than ${LARGEST_ANSWER} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

const unchecked = (): CityGraphError =>
  new CityGraphError(
    'OVERLOADED',
    'The access token could not be checked, for our sign-on gives no answer. Send the request again in a moment.',
  );
