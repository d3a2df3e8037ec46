import { CommandError } from '../command-error.ts';
import { API_VERSION } from '../output/envelope.ts';

/**
 * Which of the two is to be updated. Within one version fields are only added: a hub that speaks ours and lacks one is older than this command.
 * @param apiVersions what the hub says it speaks; none: it does not say
 * @param said the hub's own words
 */
export function versionSkew(address: string, apiVersions: readonly string[], said: string): CommandError {
  const values = { address, said, own: API_VERSION, hub: apiVersions.join(', ') || '-' };
  const isAhead = Math.min(...apiVersions.map(numberOf)) > numberOf(API_VERSION) && apiVersions.length > 0;
  return isAhead
    ? new CommandError('VERSION_SKEW', 'error.command-older', values, { suggestions: [['hint.update']] })
    : new CommandError('VERSION_SKEW', 'error.hub-older', values, { suggestions: [['hint.update-hub']] });
}

/** `citygraph.dev/v1` → 1 */
const numberOf = (version: string): number => Number(/\/v(\d+)$/.exec(version)?.[1] ?? 0);
