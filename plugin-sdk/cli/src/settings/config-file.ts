import { join } from 'node:path';
import { CommandError } from '../command-error.ts';
import type { World } from '../world.ts';
import { readFileIfThere } from './read-file.ts';
import { settingsFolder } from './settings-folder.ts';
import { withLock } from './with-lock.ts';
import { writeFileWhole } from './write-file.ts';

/** Nothing secret: which hubs somebody uses. */
export interface Config {
  /** Name of the profile that is used where none is said. */
  readonly current: string;
  readonly profiles: Readonly<Record<string, Profile>>;
}

export interface Profile {
  /** Origin, `https://hub.example`. */
  readonly hub: string;
}

export const PROFILE_NAME = /^[a-z0-9][a-z0-9._-]{0,39}$/;

export const configPath = (world: World): string => join(settingsFolder(world), 'config.json');

export async function readConfig(world: World): Promise<Config> {
  const path = configPath(world);
  const text = await readFileIfThere(path);
  if (text === null) return { current: 'default', profiles: {} };
  const said = parsedSettings(text, path);
  if (!isConfig(said)) throw new CommandError('SETTINGS_BROKEN', 'error.settings-broken', { path });
  return said;
}

/** Changes what is kept by then, alone: of two commands at once, the second is told what the first left. */
export const changeConfig = (world: World, change: (kept: Config) => Config): Promise<void> =>
  withLock(world, `${configPath(world)}.lock`, async () => {
    const config = change(await readConfig(world));
    await writeFileWhole(configPath(world), `${JSON.stringify({ version: 1, ...config }, null, 2)}\n`);
  });

/** A file of ours was written whole: what cannot be read was changed by others, or by a disk. */
export function parsedSettings(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CommandError('SETTINGS_BROKEN', 'error.settings-broken', { path });
  }
}

function isConfig(said: unknown): said is Config {
  const { current, profiles } = (said ?? {}) as Partial<Config>;
  return (
    typeof current === 'string' &&
    typeof profiles === 'object' &&
    profiles !== null &&
    Object.entries(profiles).every(([name, profile]) => PROFILE_NAME.test(name) && typeof profile?.hub === 'string')
  );
}
