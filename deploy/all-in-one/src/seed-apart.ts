import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { environmentOfSeeding } from './config.ts';
import { members } from './departments.ts';
import type { SettledConfig } from './settle-city.ts';

/**
 * Seeds what is empty in a process of its own: the memory that takes is given back before anybody is served. A channel holds the
 * two together: it works in the folder that the hub holds, and ends with the hub, at the next department if the hub was killed.
 */
export async function seedApart(
  config: SettledConfig,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  if (config.database === null && members.every(({ name }) => existsSync(join(config.dataDir, `${name}.sqlite`))))
    return;
  const { seed, scale, dataDir } = config;
  const flags = ['--seed', String(seed), '--scale', String(scale), '--data', dataDir];
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('./seed.js', import.meta.url)), ...flags],
    // The address may hold a password: it goes where `ps` does not show it.
    {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      signal,
      env: environmentOfSeeding(config),
    },
  );
  if (child.stdout) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('Seeding ')) say(line);
    });
  }
  // Whatever went wrong is said where it is met again: by the department that cannot start.
  child.once('error', () => {});
  await new Promise((resolve) => child.once('close', resolve));
}
