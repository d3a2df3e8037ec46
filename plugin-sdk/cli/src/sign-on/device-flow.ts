import { createHash, randomBytes } from 'node:crypto';
import { CommandError } from '../command-error.ts';
import { ExchangeFailure } from '../hub/exchange.ts';
import { failureError } from '../hub/hub-error.ts';
import type { World } from '../world.ts';
import { askProvider, type ProviderAnswer, type Tokens, tokensOf } from './ask-provider.ts';
import type { Provider } from './discover.ts';

/** What a person needs: where to go, and what to type there. */
export interface DeviceCode {
  readonly userCode: string;
  readonly verificationUri: string;
  /** The same with the code in it; null: the provider gives none. */
  readonly verificationUriComplete: string | null;
  /** Seconds until it is over. */
  readonly expiresIn: number;
}

export interface DeviceFlowOptions {
  readonly world: World;
  readonly provider: Provider;
  readonly clientId: string;
  readonly timeoutMs: number;
  readonly show: (code: DeviceCode) => void;
}

const GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
/** RFC 8628 §3.2: where the provider says nothing. */
const USUAL_INTERVAL = 5;

/** Signs a person in on a device without a browser (RFC 8628), with PKCE on top: the code alone is worth nothing to who sees it. */
export async function deviceFlow({ world, provider, clientId, timeoutMs, show }: DeviceFlowOptions): Promise<Tokens> {
  const { issuer, tokenEndpoint, deviceEndpoint } = provider;
  if (deviceEndpoint === null) throw new CommandError('SIGN_IN_FAILED', 'error.no-device-flow', { issuer });
  const verifier = randomBytes(32).toString('base64url');
  const asked = await orFailure(issuer, () =>
    askProvider(
      world,
      deviceEndpoint,
      {
        client_id: clientId,
        scope: 'openid profile',
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
      },
      timeoutMs,
    ),
  );
  if (asked.error !== null) throw refused(asked);
  const { deviceCode, interval, ...code } = readDeviceCode(asked.fields, issuer);
  show(code);
  const form = { grant_type: GRANT, client_id: clientId, device_code: deviceCode, code_verifier: verifier };
  let wait = interval * 1000;
  for (const until = world.now() + code.expiresIn * 1000; world.now() < until; ) {
    await world.sleep(wait, world.signal);
    const answer = await polled(world, tokenEndpoint, form, timeoutMs);
    if (answer === null) wait = Math.min(wait * 2, 60_000);
    else if (answer.error === null) return tokensOf(answer.fields, issuer, world.now());
    else if (answer.error === 'slow_down') wait += 5_000;
    else if (answer.error !== 'authorization_pending') throw refused(answer);
  }
  throw new CommandError('SIGN_IN_EXPIRED', 'error.device-code-expired', {}, { suggestions: [['hint.login']] });
}

/** null: nobody answered, and it is asked again later, less often (RFC 8628 §3.5). */
async function polled(world: World, url: string, form: Readonly<Record<string, string>>, timeoutMs: number) {
  try {
    return await askProvider(world, url, form, timeoutMs);
  } catch (error) {
    if (error instanceof ExchangeFailure && /^(late|broken|unreachable)$/.test(error.kind)) return null;
    if (error instanceof ExchangeFailure) throw failureError(new URL(url).origin, error, null);
    throw error;
  }
}

async function orFailure<T>(issuer: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof ExchangeFailure ? failureError(issuer, error, null) : error;
  }
}

function refused({ error, description }: Extract<ProviderAnswer, { error: string }>): CommandError {
  const values = { error, description: description || '-' };
  if (error === 'access_denied') return new CommandError('SIGN_IN_DENIED', 'error.sign-in-denied');
  if (error === 'expired_token') {
    return new CommandError('SIGN_IN_EXPIRED', 'error.device-code-expired', {}, { suggestions: [['hint.login']] });
  }
  return new CommandError('SIGN_IN_FAILED', 'error.sign-in-failed', values, { suggestions: [['hint.client-id']] });
}

function readDeviceCode(fields: Readonly<Record<string, unknown>>, issuer: string) {
  const { device_code, user_code, verification_uri, verification_uri_complete, expires_in, interval } = fields;
  const isSafe = (said: unknown): said is string => typeof said === 'string' && /^https?:\/\/[\x21-\x7e]+$/.test(said);
  if (
    typeof device_code !== 'string' ||
    typeof user_code !== 'string' ||
    !/^[\w -]{1,40}$/.test(user_code) ||
    !isSafe(verification_uri)
  ) {
    throw new CommandError('SIGN_IN_FAILED', 'error.no-device-code', { issuer });
  }
  const within = (said: unknown, usual: number, most: number): number =>
    typeof said === 'number' && said > 0 && said <= most ? said : usual;
  return {
    deviceCode: device_code,
    userCode: user_code,
    verificationUri: verification_uri,
    verificationUriComplete: isSafe(verification_uri_complete) ? verification_uri_complete : null,
    expiresIn: within(expires_in, 600, 3_600),
    interval: within(interval, USUAL_INTERVAL, 60),
  };
}
