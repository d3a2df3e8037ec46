import { existsSync, type FSWatcher, watch } from 'node:fs';
import { basename, dirname } from 'node:path';

/** Editors write a file in several steps, milliseconds apart; one that comes later is read once more. */
const SETTLE_MS = 30;

export interface Watched {
  /** The manifest and the document, wherever they are. */
  readonly declared: readonly string[];
  /** Folders of code; one that is not there is not watched. */
  readonly code: readonly string[];
  readonly signal: AbortSignal;
  readonly changed: (changes: Changes) => void;
  /** A folder is watched no more: it went, or the machine watches too many. */
  readonly failed: (reason: string) => void;
}

export interface Changes {
  /** The document or the manifest. */
  readonly schema: boolean;
}

/** Tells when a plugin's document, manifest or code changed, until `signal`. Answers the folders of code that are watched. */
export function watchProject({ declared, code, signal, changed, failed }: Watched): string[] {
  // Without a listener an error of a watcher ends the process.
  const watched = (watcher: FSWatcher): void => void watcher.on('error', ({ message }: Error) => failed(message));
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
  // Folders, for an editor that saves by renaming puts another file into the old one's place.
  for (const folder of new Set(declared.map((file) => dirname(file)))) {
    const names = new Set(declared.filter((file) => dirname(file) === folder).map((file) => basename(file)));
    watched(
      watch(folder, { signal }, (_, file) => {
        if (file !== null && names.has(file)) note(true);
      }),
    );
  }
  const there = code.filter((folder) => existsSync(folder));
  for (const folder of there) watched(watch(folder, { signal, recursive: true }, () => note(false)));
  return there;
}
