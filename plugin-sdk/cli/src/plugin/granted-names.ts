import { dirname, join, relative } from 'node:path';
import type { GrantedNames } from '@citygraph/contract';
import { CommandError } from '../command-error.ts';
import type { CommandContext } from '../define-command.ts';
import type { Hub } from '../hub/hub.ts';
import { pages } from '../operations/pages.ts';
import { nodesOf } from '../operations/plugin.ts';
import { GRANTED_NAMES } from '../operations/publisher.ts';
import { readFileIfThere } from '../settings/read-file.ts';
import { writeFileWhole } from '../settings/write-file.ts';
import { readManifestFile } from './project.ts';

/** Claims a question may ask for. */
const PAGE = 100;

/** What a publisher was granted, in the order of the names. */
export async function namesGrantedTo(hub: Hub, publisher: string): Promise<string[]> {
  const names = new Set<string>();
  const ask = async (after: string | null) =>
    (await hub.ask(GRANTED_NAMES, { publisher, first: PAGE, after })).nameClaims;
  for await (const page of pages(ask)) {
    for (const { name, state, publisher: owner } of nodesOf(page)) {
      if (state === 'GRANTED' && owner?.handle === publisher) names.add(name);
    }
  }
  return [...names].sort();
}

/** With the city's schema come the names that a plugin's publisher may use beyond its namespace: both are what checks judge by. Not to be had, they are told of. */
export async function fetchNames(
  hub: Hub,
  manifestPath: string,
  { warn, world }: Pick<CommandContext, 'warn' | 'world'>,
): Promise<void> {
  try {
    const { publisher } = (await readManifestFile(manifestPath, relative(world.cwd, manifestPath))).manifest;
    await rememberNames(manifestPath, { publisher, names: await namesGrantedTo(hub, publisher) });
  } catch (error) {
    if (!(error instanceof CommandError) || world.signal.aborted) throw error;
    const { key, values, message } = error;
    warn('warning.no-granted-names', { reason: key === null ? message : [key, values] });
  }
}

/** Writes them down where there are some, or were. */
async function rememberNames(manifestPath: string, granted: GrantedNames): Promise<void> {
  const path = await namesFile(dirname(manifestPath));
  const before = await readFileIfThere(path);
  const text = `${JSON.stringify(granted, null, 2)}\n`;
  if (before === text || (before === null && granted.names.length === 0)) return;
  await writeFileWhole(path, text);
}

/** Where they are remembered, beside the plugin's manifest. */
export const namesFile = async (folder: string): Promise<string> =>
  join(folder, (await import('@citygraph/contract')).NAMES_FILE);

/** What is judged by: those of the flag, and those that are remembered for this publisher. @throws FILE_UNREADABLE for a file that is none of ours */
export async function grantedNames(
  folder: string,
  publisher: string,
  flags: { readonly claim?: readonly string[] | undefined },
): Promise<string[]> {
  const { readGrantedNames } = await import('@citygraph/contract');
  const path = await namesFile(folder);
  const text = await readFileIfThere(path);
  const known = text === null ? null : readGrantedNames(text);
  if (text !== null && known === null) {
    throw new CommandError(
      'FILE_UNREADABLE',
      'error.file-unreadable',
      { path, reason: ['reason.no-names'] },
      { suggestions: [['hint.schema-fetch']] },
    );
  }
  return [...new Set([...(flags.claim ?? []), ...(known?.publisher === publisher ? known.names : [])])];
}
