import { dirname, join } from 'node:path';
import type { GrantedNames } from '@citygraph/contract';
import { CommandError } from '../command-error.ts';
import type { Hub } from '../hub/hub.ts';
import { pages } from '../operations/pages.ts';
import { nodesOf } from '../operations/plugin.ts';
import { NAME_CLAIMS } from '../operations/publisher.ts';
import { readFileIfThere } from '../settings/read-file.ts';
import { writeFileWhole } from '../settings/write-file.ts';

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
  const { NAMES_FILE } = await import('@citygraph/contract');
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
  const { NAMES_FILE, readGrantedNames } = await import('@citygraph/contract');
  const path = join(folder, NAMES_FILE);
  const text = await readFileIfThere(path);
  const known = text === null ? null : readGrantedNames(text);
  if (text !== null && known === null) {
    throw new CommandError(
      'FILE_UNREADABLE',
      'error.file-unreadable',
      { path, reason: 'publisher, names: []' },
      { suggestions: [['hint.schema-fetch']] },
    );
  }
  return [...new Set([...(flags.claim ?? []), ...(known?.publisher === publisher ? known.names : [])])];
}
