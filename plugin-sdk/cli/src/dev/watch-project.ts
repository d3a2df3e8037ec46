import { existsSync, type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';

/** Editors write a file in several steps, milliseconds apart; one that comes later is read once more. */
const SETTLE_MS = 30;

export interface Watched {
  /** Manifest, document and granted names, wherever they are, and whether or not they are there yet. */
  readonly declared: readonly string[];
  /** Folders of code; one that is not there is watched once it is. */
  readonly code: readonly string[];
  readonly signal: AbortSignal;
  readonly changed: (changes: Changes) => void;
  /** A folder is watched no more: it went, or the machine watches too many. */
  readonly failed: (reason: string) => void;
}

export interface Changes {
  /** The document, the manifest or what was granted. */
  readonly schema: boolean;
}

/** Tells when a plugin's document, manifest or code changed, until `signal`. Answers the folders of code that are there. */
export function watchProject({ declared, code, signal, changed, failed }: Watched): string[] {
  let settling: NodeJS.Timeout | null = null;
  let isSchema = false;
  const note = (ofSchema: boolean): void => {
    isSchema ||= ofSchema;
    if (settling) clearTimeout(settling);
    settling = setTimeout(() => {
      const schema = isSchema;
      isSchema = false;
      if (!signal.aborted) changed({ schema });
    }, SETTLE_MS);
  };
  const inside = new Map<string, FSWatcher>();
  const follow = (folder: string): void => {
    inside.get(folder)?.close();
    inside.delete(folder);
    try {
      const watcher = watch(folder, { signal, recursive: true }, () => note(false));
      inside.set(folder, watcher);
      // Without a listener an error of a watcher ends the process.
      watcher.on('error', (error) => {
        if (inside.get(folder) === watcher) unless(folder, error);
      });
    } catch (error) {
      unless(folder, error);
    }
  };
  /** One that is not there comes, or comes again. */
  const unless = (folder: string, error: unknown): void => {
    if (existsSync(folder)) failed(error instanceof Error ? error.message : String(error));
  };
  // Folders of what is declared, for an editor that saves by renaming puts another file into the old one's place; and of folders of code, for
  // `rm -r dist && tsc` puts another folder there.
  for (const folder of new Set([...declared, ...code].map((path) => dirname(path)))) {
    if (!existsSync(folder)) continue;
    const names = namesIn(folder, declared);
    const folders = code.filter((path) => dirname(path) === folder);
    const watcher = watch(folder, { signal }, (kind, name) => {
      if (name !== null && names.has(name)) note(true);
      const path = folders.find((one) => basename(one) === name);
      if (path === undefined || kind !== 'rename') return;
      follow(path);
      note(false);
    });
    watcher.on('error', ({ message }: Error) => failed(message));
  }
  for (const folder of code) follow(folder);
  return code.filter((folder) => existsSync(folder));
}

const namesIn = (folder: string, paths: readonly string[]): ReadonlySet<string> =>
  new Set(paths.filter((path) => dirname(path) === folder).map((path) => basename(path)));
