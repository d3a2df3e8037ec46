import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CommandError } from '../command-error.ts';
import type { CommandContext } from '../define-command.ts';
import { commandVersion } from '../version.ts';

/** What a plugin's own folder has installed: it is tested with its own version, not with this command's. null: it has not. */
export function resolveInProject(folder: string, specifier: string): string | null {
  try {
    return createRequire(join(folder, 'package.json')).resolve(specifier);
  } catch {
    return null;
  }
}

/** `@citygraph/plugin-testing` of the plugin's folder, or USAGE with what to install. One of another version than this command's is said to be. */
export async function loadTesting(
  folder: string,
  warn: CommandContext['warn'],
): Promise<typeof import('@citygraph/plugin-testing')> {
  const file = resolveInProject(folder, '@citygraph/plugin-testing');
  if (file === null) {
    throw new CommandError('USAGE', 'error.no-testing', { folder }, { suggestions: [['hint.install-testing']] });
  }
  const [theirs, ours] = await Promise.all([versionAt(file), commandVersion()]);
  if (theirs !== null && theirs !== ours) warn('warning.other-version', { ours, theirs });
  return (await import(pathToFileURL(file).href)) as typeof import('@citygraph/plugin-testing');
}

/** Version of the package that a file belongs to; null: it belongs to none. */
async function versionAt(file: string): Promise<string | null> {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => null);
    if (text === null) continue;
    const { version } = JSON.parse(text) as { readonly version?: unknown };
    return typeof version === 'string' ? version : null;
  }
  return null;
}
