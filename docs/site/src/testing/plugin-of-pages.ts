import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Plugin } from '@citygraph/plugin-sdk';
import { runCreateCommand } from 'create-citygraph-plugin';
import { wordsOf } from '../snippets/command-lines.ts';

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
        locale: 'en',
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

/** `plugin` of `src/plugin.ts`. */
export async function pluginIn(folder: string): Promise<Plugin> {
  const { plugin } = (await import(pathToFileURL(join(folder, 'src/plugin.ts')).href)) as { plugin: Plugin };
  return plugin;
}
