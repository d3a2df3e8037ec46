import { StartError } from '@citygraph/contract';
import type { TokenVerifier } from '@citygraph/identity';

const TIMEOUT_MS = 5_000;

/**
 * A sign-on that does not answer stops a first start: the address is probably wrong. A hub that has keys of this very sign-on from before starts all
 * the same, for tokens that people hold already are still good.
 */
export async function assertSignOn(
  issuer: string,
  tokens: Pick<TokenVerifier, 'hasKeptKeys'>,
  say: (line: string) => void,
): Promise<void> {
  const problem = await problemOf(issuer);
  if (problem === null) return;
  if (!(await tokens.hasKeptKeys())) throw new StartError(`The sign-on at ${issuer} ${problem}: check --issuer.`);
  say(`The sign-on at ${issuer} ${problem}: nobody can sign in until it does, tokens that were issued go on.`);
}

async function problemOf(issuer: string): Promise<string | null> {
  try {
    const response = await fetch(`${issuer}/.well-known/openid-configuration`, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) return `answers HTTP ${response.status}`;
    const said = (await response.json()) as { issuer?: unknown };
    return said.issuer === issuer ? null : `says it is ${String(said.issuer)}`;
  } catch {
    return 'does not answer';
  }
}
