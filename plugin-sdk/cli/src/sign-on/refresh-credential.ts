import { CommandError } from '../command-error.ts';
import { ExchangeFailure } from '../hub/exchange.ts';
import { failureError } from '../hub/hub-error.ts';
import { type Credential, changeCredential, readCredentials } from '../settings/credentials-file.ts';
import type { World } from '../world.ts';
import { askProvider, tokensOf } from './ask-provider.ts';
import { discoverProvider } from './discover.ts';

/** A token that ends sooner is changed before it is used. */
const MARGIN_MS = 30_000;

/**
 * A profile's credential for a hub, good for half a minute at least; null: nobody signed in there. One that another hub gave is left alone. Rejects with
 * SIGN_IN_EXPIRED when the sign-on wants to see the person again.
 */
export async function freshCredential(
  world: World,
  { profile, hub }: { readonly profile: string; readonly hub: string },
  timeoutMs: number,
): Promise<Credential | null> {
  const isFresh = ({ expiresAt }: Credential): boolean => expiresAt - MARGIN_MS > world.now();
  const kept = (await readCredentials(world))[profile] ?? null;
  if (kept?.hub !== hub) return null;
  if (isFresh(kept)) return kept;
  // Another command may have changed it while this one waited for the lock.
  const changed = await changeCredential(world, profile, async (now) =>
    now?.hub !== hub || isFresh(now) ? now : refreshed(world, now, timeoutMs),
  );
  return changed?.hub === hub ? changed : null;
}

/** The sign-on is in trouble, which says nothing of the sign-in (RFC 6749 §4.1.2.1 has the words). */
const isPassing = (error: string): boolean =>
  /^http_(5\d\d|429|408)$/.test(error) || error === 'temporarily_unavailable' || error === 'server_error';

async function refreshed(world: World, credential: Credential, timeoutMs: number): Promise<Credential> {
  const expired = () =>
    new CommandError(
      'SIGN_IN_EXPIRED',
      'error.sign-in-expired',
      { hub: credential.hub },
      { suggestions: [['hint.login']] },
    );
  const { refreshToken, clientId, issuer } = credential;
  if (refreshToken === null) throw expired();
  const { tokenEndpoint } = await discoverProvider(world, issuer, timeoutMs);
  try {
    const form = { grant_type: 'refresh_token', client_id: clientId, refresh_token: refreshToken };
    const answer = await askProvider(world, tokenEndpoint, form, timeoutMs);
    if (answer.error !== null && isPassing(answer.error)) {
      throw new CommandError('HUB_FAILED', 'error.sign-on-failed', { issuer, reason: answer.error });
    }
    if (answer.error !== null) throw expired();
    const tokens = tokensOf(answer.fields, issuer, world.now());
    return { ...credential, ...tokens, refreshToken: tokens.refreshToken ?? refreshToken };
  } catch (error) {
    throw error instanceof ExchangeFailure ? failureError(issuer, error, null) : error;
  }
}
