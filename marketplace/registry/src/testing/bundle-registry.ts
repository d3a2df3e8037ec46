import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const BUNDLER = at('../../../../e2e/setup/bundle-children.mjs');
/** Inside the repository, so that what is not bundled (SQLite) is found. */
const ROOM = at('../../../../node_modules/.cache');

export interface BundledRegistry {
  /** Where programs are: `<name>.mjs` of `<name>.ts`. */
  readonly folder: string;
  remove(): Promise<void>;
}

/** Programs of the registry, named from `src`, each with all that it imports and the thread that composes: they begin in a fraction of the time. */
export async function bundleRegistry(...programs: readonly string[]): Promise<BundledRegistry> {
  await mkdir(ROOM, { recursive: true });
  const folder = await mkdtemp(join(ROOM, 'registry-'));
  const thread = at('../../../../plugin-sdk/composition/src/composer.worker.ts');
  await promisify(execFile)(process.execPath, [BUNDLER, folder, ...programs.map((file) => at(`../${file}`)), thread]);
  return { folder, remove: () => rm(folder, { recursive: true }) };
}
