import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { SubgraphSource } from '@citygraph/composition';
import { StartError } from '@citygraph/contract';

/** No text that this command reads is longer. */
const LARGEST = 16 * 1024 * 1024;

/** A text file, or a sentence about why it is none. */
export async function readText(path: string, flag: string): Promise<string> {
  const bytes = await readBytes(path, flag);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new StartError(`${flag}: ${path} is not UTF-8 text.`);
  }
}

async function readBytes(path: string, flag: string): Promise<Buffer> {
  try {
    const { size } = await stat(path);
    if (size <= LARGEST) return await readFile(path);
  } catch (error) {
    throw new StartError(`${flag}: ${path} cannot be read (${codeOf(error)}). Name a file that is there.`);
  }
  throw new StartError(`${flag}: ${path} has more than ${LARGEST} bytes.`);
}

/** The subgraphs of `--base`: a folder's `<name>.graphql` and `<name>/schema.graphql`, or files of either kind. */
export async function readBase(paths: readonly string[]): Promise<SubgraphSource[]> {
  const files = (await Promise.all(paths.map((path) => schemaFiles(path)))).flat();
  const subgraphs = await Promise.all(
    files.map(async (file) => {
      const name = basename(file) === 'schema.graphql' ? basename(dirname(resolve(file))) : basename(file, '.graphql');
      return { name, url: `http://${name}.internal/graphql`, sdl: await readText(file, '--base') };
    }),
  );
  const twice = subgraphs.find(({ name }, index) => subgraphs.findIndex((other) => other.name === name) !== index);
  if (twice) throw new StartError(`--base has two subgraphs named ${twice.name}. Name each once.`);
  return subgraphs;
}

async function schemaFiles(path: string): Promise<string[]> {
  const isFolder = await stat(path).then(
    (entry) => entry.isDirectory(),
    (error: unknown) => {
      throw new StartError(`--base: ${path} cannot be read (${codeOf(error)}). Name a folder or a file that is there.`);
    },
  );
  if (!isFolder) return [path];
  const entries = (await readdir(path, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
  const files: string[] = [];
  for (const entry of entries) {
    const file = entry.isDirectory() ? join(path, entry.name, 'schema.graphql') : join(path, entry.name);
    if (file.endsWith('.graphql') && (await isFile(file))) files.push(file);
  }
  if (files.length === 0) {
    throw new StartError(`--base: ${path} holds neither <name>.graphql nor <name>/schema.graphql.`);
  }
  return files;
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (entry) => entry.isFile(),
    () => false,
  );

const codeOf = (error: unknown): string => String((error as NodeJS.ErrnoException).code ?? error);
