import { CommandError } from '../command-error.ts';
import { assertSecure } from '../hub/address.ts';
import { ExchangeFailure, exchange, type HttpAnswer } from '../hub/exchange.ts';
import { failureError } from '../hub/hub-error.ts';
import type { World } from '../world.ts';

/** What a hub says of itself at `/.well-known/citygraph`. */
export interface HubFacts {
  readonly apiVersions: readonly string[];
  /** Who signs people on. */
  readonly issuer: string;
  /** Milliseconds that its clock is ahead of ours; null: it did not say. */
  readonly skewMs: number | null;
}

/** Endpoints of an OpenID provider (OpenID Connect Discovery 1.0, RFC 8628 §4, RFC 8414). */
export interface Provider {
  readonly issuer: string;
  readonly tokenEndpoint: string;
  readonly deviceEndpoint: string | null;
  readonly revocationEndpoint: string | null;
}

/** A hub that does not say who signs people on is asked for its own realm, as the embedded one has it. */
export async function discoverHub(world: World, origin: string, timeoutMs: number): Promise<HubFacts> {
  const answer = await fetched(world, origin, `${origin}/.well-known/citygraph`, timeoutMs);
  if (answer.status === 404) return { apiVersions: [], issuer: `${origin}/realms/citygraph`, skewMs: answer.skewMs };
  const { apiVersions, issuer } = jsonOf(answer);
  if (answer.status !== 200 || !isTextList(apiVersions) || typeof issuer !== 'string') {
    throw new CommandError('NOT_A_HUB', 'error.no-hub-facts', { address: origin, status: answer.status });
  }
  return { apiVersions, issuer, skewMs: answer.skewMs };
}

/** The provider's endpoints, which must say that they are this issuer's: byte for byte (OpenID Connect Discovery 1.0 §4.3). */
export async function discoverProvider(world: World, issuer: string, timeoutMs: number): Promise<Provider> {
  if (!URL.canParse(issuer)) throw new CommandError('WRONG_ISSUER', 'error.no-issuer', { issuer });
  assertSecure(new URL(issuer));
  const answer = await fetched(world, issuer, `${issuer}/.well-known/openid-configuration`, timeoutMs);
  const said = jsonOf(answer);
  if (answer.status >= 500 || answer.status === 429) {
    throw new CommandError('HUB_FAILED', 'error.sign-on-away', { issuer, status: answer.status });
  }
  if (answer.status !== 200 || typeof said.issuer !== 'string') {
    throw new CommandError('WRONG_ISSUER', 'error.no-issuer', { issuer });
  }
  if (said.issuer !== issuer)
    throw new CommandError('WRONG_ISSUER', 'error.wrong-issuer', { issuer, said: said.issuer });
  const tokenEndpoint = endpointOf(said.token_endpoint);
  if (tokenEndpoint === null) throw new CommandError('WRONG_ISSUER', 'error.no-issuer', { issuer });
  return {
    issuer,
    tokenEndpoint,
    deviceEndpoint: endpointOf(said.device_authorization_endpoint),
    revocationEndpoint: endpointOf(said.revocation_endpoint),
  };
}

function endpointOf(said: unknown): string | null {
  if (typeof said !== 'string' || !URL.canParse(said)) return null;
  assertSecure(new URL(said));
  return said;
}

async function fetched(world: World, origin: string, url: string, timeoutMs: number): Promise<HttpAnswer> {
  try {
    return await exchange(world, { url, headers: { accept: 'application/json' }, timeoutMs });
  } catch (error) {
    throw error instanceof ExchangeFailure ? failureError(origin, error, null) : error;
  }
}

/** Of an answer that is JSON; otherwise nothing. */
export function jsonOf({ text }: HttpAnswer): Readonly<Record<string, unknown>> {
  try {
    const said: unknown = JSON.parse(text);
    return typeof said === 'object' && said !== null && !Array.isArray(said) ? { ...said } : {};
  } catch {
    return {};
  }
}

const isTextList = (said: unknown): said is string[] =>
  Array.isArray(said) && said.every((element) => typeof element === 'string');
