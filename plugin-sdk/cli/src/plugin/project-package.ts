import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CommandError } from '../command-error.ts';

/** What a plugin's own folder has installed: it is tested with its own version, not with this command's. null: it has not. */
export function resolveInProject(folder: string, specifier: string): string | null {
  try {
    return createRequire(join(folder, 'package.json')).resolve(specifier);
  } catch {
    return null;
  }
}

/** `@citygraph/plugin-testing` of the plugin's folder, or USAGE with what to install. */
export async function loadTesting(folder: string): Promise<typeof import('@citygraph/plugin-testing')> {
  const file = resolveInProject(folder, '@citygraph/plugin-testing');
  if (file === null) {
    throw new CommandError('USAGE', 'error.no-testing', { folder }, { suggestions: [['hint.install-testing']] });
  }
  return (await import(pathToFileURL(file).href)) as typeof import('@citygraph/plugin-testing');
}
