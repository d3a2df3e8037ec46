import { CommandError } from '../command-error.ts';
import { exchange } from '../hub/exchange.ts';
import { plain } from '../output/line.ts';
import type { World } from '../world.ts';
import { jsonOf } from './discover.ts';

/** What an OAuth endpoint answered: fields, or an error of RFC 6749 §5.2 and RFC 8628 §3.5. */
export type ProviderAnswer =
  | { readonly error: null; readonly fields: Readonly<Record<string, unknown>> }
  | { readonly error: string; readonly description: string };

/** Sends a form; rejects with an ExchangeFailure when nobody answers. */
export async function askProvider(
  world: World,
  url: string,
  fields: Readonly<Record<string, string>>,
  timeoutMs: number,
): Promise<ProviderAnswer> {
  const answer = await exchange(world, {
    url,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: new URLSearchParams(fields).toString(),
    timeoutMs,
  });
  const said = jsonOf(answer);
  if (answer.status >= 200 && answer.status < 300) return { error: null, fields: said };
  const error = typeof said.error === 'string' ? plain(said.error).slice(0, 80) : `http_${answer.status}`;
  const description = typeof said.error_description === 'string' ? plain(said.error_description).slice(0, 300) : '';
  return { error, description };
}

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  /** Milliseconds since 1970, by this machine's clock. */
  readonly expiresAt: number;
}

/** Tokens out of a token endpoint's answer (RFC 6749 §5.1). */
export function tokensOf(fields: Readonly<Record<string, unknown>>, issuer: string, now: number): Tokens {
  const { access_token, refresh_token, expires_in, token_type } = fields;
  if (typeof access_token !== 'string' || access_token === '' || !/^bearer$/i.test(String(token_type))) {
    throw new CommandError('SIGN_IN_FAILED', 'error.no-token', { issuer });
  }
  const seconds = typeof expires_in === 'number' && expires_in > 0 ? expires_in : 60;
  return {
    accessToken: access_token,
    refreshToken: typeof refresh_token === 'string' ? refresh_token : null,
    expiresAt: now + seconds * 1000,
  };
}
