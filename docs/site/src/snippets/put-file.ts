import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parse } from 'graphql';
import type { Snippet } from './read-snippets.ts';

/** Does what a page says of a file: a definition of a schema takes the place of the one of its name, any other file is written as it stands. */
export async function putFile(folder: string, { is: file, language, text }: Snippet): Promise<void> {
  const path = join(folder, file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, language === 'graphql' ? withDefinitions(await readFile(path, 'utf8'), text) : `${text}\n`);
}

function withDefinitions(sdl: string, text: string): string {
  let result = sdl;
  for (const definition of parse(text).definitions) {
    const own = 'name' in definition ? definition.name?.value : undefined;
    const old = parse(result).definitions.find(
      (one) => 'name' in one && one.name?.value === own && one.kind === definition.kind,
    );
    if (!old?.loc || !definition.loc)
      throw new Error(`The schema has no ${own ?? 'definition of that kind'} to change.`);
    result = `${result.slice(0, old.loc.start)}${text.slice(definition.loc.start, definition.loc.end)}${result.slice(old.loc.end)}`;
  }
  return result;
}
