import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { NAMES_FILE, readGrantedNames, StartError } from '@citygraph/contract';
import type { Plugin } from '@citygraph/plugin-sdk';
import { say } from './words.ts';

/** Names outside its namespace that a plugin's publisher was granted, as the file beside its manifest says. @throws StartError for a file that is none */
export function grantedNamesOf({ manifest, manifestFile }: Pick<Plugin, 'manifest' | 'manifestFile'>): string[] {
  // A plugin of an older SDK does not say where its manifest is.
  if (manifestFile === null || manifestFile === undefined) return [];
  const file = join(dirname(manifestFile), NAMES_FILE);
  const text = textIfThere(file);
  if (text === null) return [];
  const known = readGrantedNames(text);
  if (known === null) throw new StartError(say('names.none', { file }));
  return known.publisher === manifest.publisher ? [...known.names] : [];
}

function textIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    throw new StartError(say('names.unreadable', { file, reason: code ?? message }));
  }
}
