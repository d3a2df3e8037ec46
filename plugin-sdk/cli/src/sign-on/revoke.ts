import { CommandError } from '../command-error.ts';
import { ExchangeFailure } from '../hub/exchange.ts';
import type { MessageValue } from '../messages/messages.ts';
import type { Credential } from '../settings/credentials-file.ts';
import type { World } from '../world.ts';
import { askProvider } from './ask-provider.ts';
import { discoverProvider } from './discover.ts';

/** Ends a sign-in at the sign-on (RFC 7009); answers why it could not, or null. */
export async function revoke(world: World, credential: Credential, timeoutMs: number): Promise<MessageValue | null> {
  const { issuer, clientId, refreshToken, accessToken } = credential;
  try {
    const { revocationEndpoint } = await discoverProvider(world, issuer, timeoutMs);
    if (revocationEndpoint === null) return ['reason.no-revocation'];
    const [token, hint] = refreshToken === null ? [accessToken, 'access_token'] : [refreshToken, 'refresh_token'];
    const answer = await askProvider(
      world,
      revocationEndpoint,
      { client_id: clientId, token, token_type_hint: hint },
      timeoutMs,
    );
    return answer.error === null ? null : `${answer.error} ${answer.description}`.trim();
  } catch (error) {
    if (error instanceof ExchangeFailure) return error.message;
    if (error instanceof CommandError) return error.code;
    throw error;
  }
}
