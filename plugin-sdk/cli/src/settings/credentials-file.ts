import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError } from '../command-error.ts';
import type { World } from '../world.ts';
import { parsedSettings } from './config-file.ts';
import { readFileIfThere } from './read-file.ts';
import { settingsFolder } from './settings-folder.ts';
import { withLock } from './with-lock.ts';
import { writeFileWhole } from './write-file.ts';

/** What a sign-in gave. It is sent to the hub and the issuer that it is from, and to nobody else. */
export interface Credential {
  /** Origin. */
  readonly hub: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly accessToken: string;
  readonly refreshToken: string | null;
  /** Milliseconds since 1970, by this machine's clock. */
  readonly expiresAt: number;
}

export type Credentials = Readonly<Record<string, Credential>>;

export const credentialsPath = (world: World): string => join(settingsFolder(world), 'credentials.json');

/** Refuses a file that others may read: a token in it is anybody's. */
export async function readCredentials(world: World): Promise<Credentials> {
  const path = credentialsPath(world);
  const text = await readFileIfThere(path);
  if (text === null) return {};
  const { mode } = await stat(path);
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    throw new CommandError('SETTINGS_EXPOSED', 'error.settings-exposed', { path, mode: (mode & 0o777).toString(8) });
  }
  const said = (parsedSettings(text, path) as { profiles?: unknown } | null)?.profiles;
  if (typeof said !== 'object' || said === null || !Object.values(said).every(isCredential)) {
    throw new CommandError('SETTINGS_BROKEN', 'error.settings-broken', { path });
  }
  return said as Credentials;
}

/** Changes the credential of one profile (null: forgets it), alone: two commands at once must not use one refresh token twice. */
export const changeCredential = (
  world: World,
  profile: string,
  change: (kept: Credential | null) => Promise<Credential | null>,
): Promise<Credential | null> =>
  withLock(world, `${credentialsPath(world)}.lock`, async () => {
    const all = await readCredentials(world);
    const kept = all[profile] ?? null;
    const changed = await change(kept);
    if (changed !== kept) {
      const { [profile]: _, ...others } = all;
      const profiles = changed === null ? others : { ...others, [profile]: changed };
      await writeFileWhole(credentialsPath(world), `${JSON.stringify({ version: 1, profiles }, null, 2)}\n`, 0o600);
    }
    return changed;
  });

function isCredential(said: unknown): said is Credential {
  const { hub, issuer, clientId, accessToken, refreshToken, expiresAt } = (said ?? {}) as Partial<Credential>;
  return (
    [hub, issuer, clientId, accessToken].every((text) => typeof text === 'string') &&
    (refreshToken === null || typeof refreshToken === 'string') &&
    typeof expiresAt === 'number'
  );
}
