import { readFileSync } from 'node:fs';
import { type PluginManifest, readManifest, StartError } from '@citygraph/contract';
import { parse } from 'yaml';

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
