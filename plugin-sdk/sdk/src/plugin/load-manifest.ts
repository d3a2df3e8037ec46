import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CityGraphError, type ManifestFault, type PluginManifest, readManifest, StartError } from '@citygraph/contract';
import { parse } from 'yaml';
import { say } from './start-words.ts';

/** The path of a manifest's file, whole; null: it is given as it is. */
export function manifestFileOf(from: string | URL | PluginManifest): string | null {
  if (typeof from === 'string') return resolve(from);
  return from instanceof URL ? fileURLToPath(from) : null;
}

/** A manifest from its file, or as it is given. @throws StartError that names the file and says what is wrong in it */
export function loadManifest(from: string | URL | PluginManifest): PluginManifest {
  if (typeof from === 'object' && !(from instanceof URL)) return readManifest(from);
  const file = from instanceof URL ? fileURLToPath(from) : from;
  let text: string;
  try {
    text = readFileSync(from, 'utf8');
  } catch (error) {
    throw new StartError(say('manifest', { file, code: String((error as NodeJS.ErrnoException).code) }));
  }
  try {
    return readManifest(parse(text));
  } catch (error) {
    const en = error instanceof Error ? error.message : String(error);
    throw new StartError(say('manifest.wrong', { file, said: { en, zh: inChinese(error) ?? en } }));
  }
}

/** null: it is not a fault of the manifest's fields. */
function inChinese(error: unknown): string | null {
  if (!(error instanceof CityGraphError) || !Array.isArray(error.extensions.faults)) return null;
  const faults = error.extensions.faults as readonly ManifestFault[];
  return faults.map(({ at, zh }) => (at ? `${at}：${zh}` : zh)).join('');
}
