import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from './cache-folder.ts';
import { lastLine, runCommand } from './run-command.ts';

/** A folder of `bench/peers` as it is installed outside the tree; its packages never enter the house's lock file. */
export interface NpmPeer {
  readonly folder: string;
  /** Installs exactly what its lock file says, unless that is there already. Answers why not; null: it is there. */
  install(): Promise<string | null>;
}

/** Throws when the tree has no such peer. */
export async function npmPeer(name: string): Promise<NpmPeer> {
  const source = fileURLToPath(new URL(`../../../peers/${name}/`, import.meta.url));
  const digest = createHash('sha256').update(await readFile(join(source, 'package-lock.json')));
  const folder = cacheFolder(`${name}-${digest.digest('hex').slice(0, 12)}`);
  const mark = join(folder, 'installed');
  return {
    folder,
    async install() {
      const isInstalled = await readFile(mark).then(
        () => true,
        () => false,
      );
      if (!isInstalled) await rm(folder, { recursive: true, force: true });
      await mkdir(folder, { recursive: true });
      await cp(source, folder, { recursive: true });
      if (isInstalled) return null;
      const { code, said } = await runCommand('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
        cwd: folder,
      });
      if (code !== 0) return `npm could not install it: ${lastLine(said)}`;
      await writeFile(mark, '');
      return null;
    },
  };
}

/** The exact version that a peer's manifest asks for. */
export async function versionIn(name: string, dependency: string): Promise<string> {
  const manifest = new URL(`../../../peers/${name}/package.json`, import.meta.url);
  const { dependencies } = JSON.parse(await readFile(manifest, 'utf8')) as { dependencies: Record<string, string> };
  return dependencies[dependency] ?? '';
}
