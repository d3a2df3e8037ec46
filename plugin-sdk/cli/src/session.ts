import type { WorkloadKey } from '@citygraph/contract';
import { CommandError } from './command-error.ts';
import type { GlobalFlags } from './define-command.ts';
import { hubOrigin } from './hub/address.ts';
import { type Config, PROFILE_NAME, readConfig } from './settings/config-file.ts';
import { readText } from './settings/read-file.ts';
import { freshCredential } from './sign-on/refresh-credential.ts';
import type { World } from './world.ts';

/** Where a pipeline has the key that `citygraph workload create` showed. */
export const WORKLOAD_KEY = 'CITYGRAPH_WORKLOAD_KEY';

/** Where a credential comes from; the first that is there counts. */
export type CredentialSource = 'flag' | 'environment' | 'workload' | 'profile';

export interface Bearer {
  readonly token: string;
  readonly source: CredentialSource;
  /** `--token-file`, `CITYGRAPH_TOKEN`, a path, or the profile's name. */
  readonly from: string;
}

/** Which hub, as whom: what flags, environment and profile say together. */
export interface Session {
  profile(): Promise<string>;
  readonly timeoutMs: number;
  config(): Promise<Config>;
  /** Origin of the hub, or NO_HUB. */
  hub(): Promise<string>;
  /** null: nobody is signed in. A profile's credential is only for the hub that it was given for. */
  bearer(): Promise<Bearer | null>;
  /** What signs for a pipeline, where no token was given; null: there is none. It signs nobody in. */
  workload(): Promise<WorkloadKey | null>;
}

export function openSession(world: World, flags: GlobalFlags): Session {
  const { env } = world;
  let read: Promise<Config> | null = null;
  let piped: Promise<string | null> | null = null;
  const config = (): Promise<Config> => {
    read ??= readConfig(world);
    return read;
  };
  const named = flags.profile ?? (env.CITYGRAPH_PROFILE || undefined);
  if (named !== undefined && !PROFILE_NAME.test(named)) {
    throw new CommandError('USAGE', 'error.profile-name', { name: named });
  }
  const profile = async (): Promise<string> => named ?? (await config()).current;
  const timeoutMs = flags.timeout * 1000;

  const hub = async (): Promise<string> => {
    const said = flags.hub || env.CITYGRAPH_HUB || (await config()).profiles[await profile()]?.hub;
    if (said === undefined) throw new CommandError('NO_HUB', 'error.no-hub', {}, { suggestions: [['hint.say-hub']] });
    return hubOrigin(said);
  };

  return {
    profile,
    timeoutMs,
    config,
    hub,
    async bearer() {
      const file = flags['token-file'];
      if (file !== undefined) {
        // What is piped in comes once, and is asked for with every request.
        if (file === '-') piped ??= world.stdin.line(world.signal);
        const token = file === '-' ? ((await piped) ?? '') : await readText(file);
        return { token: tokenIn(token, '--token-file'), source: 'flag', from: '--token-file' };
      }
      if (env.CITYGRAPH_TOKEN) {
        return {
          token: tokenIn(env.CITYGRAPH_TOKEN, 'CITYGRAPH_TOKEN'),
          source: 'environment',
          from: 'CITYGRAPH_TOKEN',
        };
      }
      if (env.CITYGRAPH_TOKEN_FILE) {
        // Read at every use: who issues workload tokens writes the file anew before one ends.
        const token = tokenIn(await readText(env.CITYGRAPH_TOKEN_FILE), 'CITYGRAPH_TOKEN_FILE');
        return { token, source: 'workload', from: env.CITYGRAPH_TOKEN_FILE };
      }
      const name = await profile();
      const origin = await hub();
      const credential = await freshCredential(world, { profile: name, hub: origin }, timeoutMs);
      return credential && { token: credential.accessToken, source: 'profile', from: name };
    },
    async workload() {
      const said = env[WORKLOAD_KEY];
      if (!said || flags['token-file'] !== undefined || env.CITYGRAPH_TOKEN || env.CITYGRAPH_TOKEN_FILE) return null;
      const { readWorkloadKey } = await import('@citygraph/contract');
      const key = readWorkloadKey(said);
      if (key) return key;
      throw new CommandError(
        'USAGE',
        'error.no-workload-key',
        { from: WORKLOAD_KEY },
        { suggestions: [['hint.workload-create']] },
      );
    },
  };
}

function tokenIn(text: string, from: string): string {
  const token = text.trim();
  if (/^[\x21-\x7e]{1,16384}$/.test(token)) return token;
  throw new CommandError('USAGE', 'error.no-token-in', { from });
}
