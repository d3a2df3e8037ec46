import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Plugin } from '@citygraph/plugin-sdk';
import { runCreateCommand } from 'create-citygraph-plugin';
import { parse } from 'graphql';
import { wordsOf } from '../snippets/command-lines.ts';
import type { Snippet } from '../snippets/read-snippets.ts';

/** A folder in which a reader works: what the pages tell them to type is done there. */
export interface Desk {
  readonly folder: string;
  /** Runs a line `npm create citygraph-plugin@latest …`; answers the plugin's folder. */
  create(line: string): Promise<string>;
  close(): Promise<void>;
}

const room = fileURLToPath(new URL('../../', import.meta.url));

/** Inside of this room, so that packages are found as in a folder where they were installed. */
export async function openDesk(): Promise<Desk> {
  const folder = await mkdtemp(join(room, '.trial-'));
  return {
    folder,
    async create(line) {
      const [npm, create, name, ...argv] = wordsOf(line);
      if (`${npm} ${create} ${name}` !== 'npm create citygraph-plugin@latest')
        throw new Error(`${line} begins no plugin.`);
      const said: string[] = [];
      const exit = await runCreateCommand({
        argv: argv.filter((word) => word !== '--'),
        version: '0.1.0',
        within: folder,
        input: new PassThrough(),
        output: new PassThrough().resume(),
        print: (text) => void said.push(text),
        complain: (text) => void said.push(text),
        signal: new AbortController().signal,
        install: async () => null,
      });
      if (exit !== 0) throw new Error(`${line} ended with ${exit}: ${said.join('\n')}`);
      return join(folder, argv[0] ?? '');
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

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

/** `plugin` of `src/plugin.ts`. */
export async function pluginIn(folder: string): Promise<Plugin> {
  const { plugin } = (await import(pathToFileURL(join(folder, 'src/plugin.ts')).href)) as { plugin: Plugin };
  return plugin;
}
