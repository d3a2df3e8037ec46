import { watch } from 'node:fs';
import { basename, join } from 'node:path';

/** Editors write a file in several steps. */
const SETTLE_MS = 100;

export interface Changes {
  /** The document or the manifest. */
  readonly schema: boolean;
}

/** Tells when a plugin's document, manifest or code changed, until `signal`. */
export function watchProject(
  folder: string,
  sdlPath: string,
  signal: AbortSignal,
  changed: (changes: Changes) => void,
): void {
  const declared = new Set([basename(sdlPath), 'citygraph.yaml']);
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
  watch(folder, { signal }, (_, file) => {
    if (file !== null && declared.has(file)) note(true);
  });
  try {
    watch(join(folder, 'src'), { signal, recursive: true }, () => note(false));
  } catch {
    // A plugin in another language keeps its code where it likes.
  }
}
