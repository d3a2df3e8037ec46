import { access } from 'node:fs/promises';
import { CommandError } from '../command-error.ts';
import type { CommandContext } from '../define-command.ts';
import { fetchNames } from '../plugin/granted-names.ts';
import { readCity, writeCity } from '../schema/city-folder.ts';
import { fetchCity } from '../schema/fetch-city.ts';
import { schemaFolder } from '../schema/schema-flag.ts';

type Sources = Pick<CommandContext, 'world' | 'session' | 'hub' | 'warn'> & {
  readonly flags: { readonly schema?: string | undefined; readonly offline: boolean };
  readonly manifestPath: string;
};

/**
 * The folder that was named; else the hub's schema of now where a hub is named, with the names that were granted, or the last snapshot; undefined: the testing
 * package's own.
 */
export async function cityForDev({
  flags,
  world,
  session,
  hub,
  warn,
  manifestPath,
}: Sources): Promise<string | undefined> {
  const folder = await schemaFolder(world.cwd, flags.schema);
  // A folder that somebody named may be theirs to keep: `schema fetch --schema` writes it.
  if (flags.schema !== undefined) {
    await readCity(folder);
    return folder;
  }
  const isNamed = await session.hub().then(
    () => true,
    () => false,
  );
  if (isNamed && !flags.offline) {
    const from = await hub();
    await writeCity(folder, await fetchCity(from).catch(orOffline));
    await fetchNames(from, manifestPath, { warn, world });
    return folder;
  }
  const isThere = await access(folder).then(
    () => true,
    () => false,
  );
  if (!isThere && !flags.offline) return undefined;
  await readCity(folder);
  return folder;
}

/** A hub that was named once may be out of reach for an afternoon: whether the last snapshot will do is for who develops to say. */
function orOffline(error: unknown): never {
  if (!(error instanceof CommandError) || !UNREACHABLE.has(error.code)) throw error;
  const { details } = error;
  const suggestions = [['hint.offline'] as const, ...(details.suggestions ?? [])];
  throw Object.assign(error, { details: { ...details, suggestions } });
}

const UNREACHABLE: ReadonlySet<string> = new Set(['HUB_UNREACHABLE', 'HUB_FAILED', 'PROXY_REFUSED']);
