import { dirname, join } from 'node:path';
import { CommandError } from '../command-error.ts';
import type { Hub } from '../hub/hub.ts';
import { pages } from '../operations/pages.ts';
import { nodesOf } from '../operations/plugin.ts';
import { NAME_CLAIMS } from '../operations/publisher.ts';
import { readFileIfThere } from '../settings/read-file.ts';
import { writeFileWhole } from '../settings/write-file.ts';

/**
 * Beside the manifest: the names outside the namespace that the hub granted to its publisher, as `schema fetch` last heard. It is kept with the code, so that a
 * pipeline, which asks no hub, judges as its people do.
 */
export const NAMES_FILE = 'citygraph.names.json';

interface GrantedNames {
  readonly publisher: string;
  readonly names: readonly string[];
}

/** Claims a question may ask for. */
const PAGE = 100;

/** What a publisher was granted, in the order of the names. */
export async function namesGrantedTo(hub: Hub, publisher: string): Promise<string[]> {
  const names = new Set<string>();
  for await (const page of pages(async (after) => (await hub.ask(NAME_CLAIMS, { first: PAGE, after })).nameClaims)) {
    for (const { name, state, publisher: owner } of nodesOf(page)) {
      if (state === 'GRANTED' && owner?.handle === publisher) names.add(name);
    }
  }
  return [...names].sort();
}

/** Writes them down where there are some, or were. */
export async function rememberNames(manifestPath: string, granted: GrantedNames): Promise<void> {
  const path = join(dirname(manifestPath), NAMES_FILE);
  const before = await readFileIfThere(path);
  const text = `${JSON.stringify(granted, null, 2)}\n`;
  if (before === text || (before === null && granted.names.length === 0)) return;
  await writeFileWhole(path, text);
}

/** What is judged by: those of the flag, and those that are remembered for this publisher. @throws FILE_UNREADABLE for a file that is none of ours */
export async function grantedNames(
  folder: string,
  publisher: string,
  flags: { readonly claim?: readonly string[] | undefined },
): Promise<string[]> {
  const path = join(folder, NAMES_FILE);
  const text = await readFileIfThere(path);
  const known = text === null ? null : readNames(text, path);
  return [...new Set([...(flags.claim ?? []), ...(known?.publisher === publisher ? known.names : [])])];
}

function readNames(text: string, path: string): GrantedNames {
  try {
    const said = JSON.parse(text) as Partial<GrantedNames> | null;
    const { publisher, names } = said ?? {};
    if (typeof publisher === 'string' && Array.isArray(names) && names.every((name) => typeof name === 'string')) {
      return { publisher, names };
    }
  } catch {
    // Said below: it is not what schema fetch writes.
  }
  throw new CommandError(
    'FILE_UNREADABLE',
    'error.file-unreadable',
    { path, reason: 'publisher, names: []' },
    { suggestions: [['hint.schema-fetch']] },
  );
}
