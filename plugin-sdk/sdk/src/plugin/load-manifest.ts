import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type PluginManifest, readManifest, StartError } from '@citygraph/contract';
import { parse } from 'yaml';

/** The path of a manifest's file, whole; null: it is given as it is. */
export function manifestFileOf(from: string | URL | PluginManifest): string | null {
  if (typeof from === 'string') return resolve(from);
  return from instanceof URL ? fileURLToPath(from) : null;
}

/** A manifest from its file, or as it is given. @throws StartError that names the file and says what is wrong in it */
export function loadManifest(from: string | URL | PluginManifest): PluginManifest {
  if (typeof from === 'object' && !(from instanceof URL)) return readManifest(from);
  const file = from instanceof URL ? from.pathname : from;
  let text: string;
  try {
    text = readFileSync(from, 'utf8');
  } catch (error) {
    throw new StartError(
      `The manifest ${file} cannot be read (${(error as NodeJS.ErrnoException).code}): say where citygraph.yaml is.`,
    );
  }
  try {
    return readManifest(parse(text));
  } catch (error) {
    throw new StartError(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
