import { CityGraphError, type HopVerification } from '@citygraph/contract';
import { createRemoteJWKSet } from 'jose';

export interface RemoteHopKeysOptions {
  /** Milliseconds between two askings for a key that nobody knows. Default: 5,000. */
  readonly cooldownMs?: number;
  /** Milliseconds after which the keys are asked for again, so that one that was withdrawn goes. Default: ten minutes. */
  readonly maxAgeMs?: number;
  readonly timeoutMs?: number;
}

/**
 * The hub's public keys from its `/.well-known/citygraph-keys`: asked for at the first request, when a token names a key that is not
 * known yet, and now and then; what was had stays good while the hub cannot be asked.
 */
export function remoteHopKeys(
  url: string,
  { cooldownMs = 5_000, maxAgeMs = 600_000, timeoutMs = 3_000 }: RemoteHopKeysOptions = {},
): HopVerification['keys'] {
  const remote = createRemoteJWKSet(new URL(url), {
    cooldownDuration: cooldownMs,
    timeoutDuration: timeoutMs,
    cacheMaxAge: maxAgeMs,
  });
  const known = () => remote.jwks()?.keys ?? [];
  return async (kid) => {
    const isKnown = known().some((key) => key.kid === kid);
    if ((isKnown && remote.fresh) || remote.coolingDown) return known();
    try {
      await remote.reload();
    } catch (error) {
      if (known().length === 0) {
        throw new CityGraphError('OVERLOADED', 'The keys of the hub cannot be had at this moment: try again.', {
          originalError: error as Error,
        });
      }
    }
    return known();
  };
}
