import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CommandError } from '../command-error.ts';
import type { MessageValue } from '../messages/messages.ts';
import { readText } from '../settings/read-file.ts';
import { reasonOf } from '../settings/write-file.ts';
import { type City, type CitySubgraph, digestOf, SUBGRAPH_NAME } from './city.ts';

const LIST = 'city.json';

/** What `writeCity` put into a folder; NO_SCHEMA where there is none, or where somebody changed it. */
export async function readCity(folder: string): Promise<City> {
  const { digestOfCity, SUBGRAPH_KINDS } = await import('@citygraph/contract');
  const none = (reason: MessageValue) =>
    new CommandError('NO_SCHEMA', 'error.no-schema', { folder, reason }, { suggestions: [['hint.schema-fetch']] });
  const text = await readText(join(folder, LIST)).catch((error: unknown) => {
    throw error instanceof CommandError ? none(error.values.reason ?? LIST) : error;
  });
  const said = parsed(text);
  if (typeof said?.version !== 'string' || typeof said.digest !== 'string' || !Array.isArray(said.subgraphs))
    throw none(LIST);
  const subgraphs: CitySubgraph[] = [];
  for (const entry of said.subgraphs as readonly (Partial<CitySubgraph> | null)[]) {
    const { name, digest } = entry ?? {};
    const kind = SUBGRAPH_KINDS.find((one) => one === entry?.kind);
    if (typeof name !== 'string' || !SUBGRAPH_NAME.test(name) || kind === undefined) throw none(LIST);
    // Some editors and version controls change the ends of lines.
    const sdl = (await readText(join(folder, `${name}.graphql`))).replaceAll('\r\n', '\n');
    if (digestOf(sdl) !== digest) throw none(`${name}.graphql`);
    subgraphs.push({ name, kind, sdl, digest });
  }
  if (digestOfCity(subgraphs) !== said.digest) throw none(LIST);
  return { version: said.version, digest: said.digest, subgraphs };
}

/** Replaces a snapshot as a whole; a folder that holds anything else is left alone. */
export async function writeCity(folder: string, { version, digest, subgraphs }: City): Promise<void> {
  const list = {
    version,
    digest,
    subgraphs: subgraphs.map(({ name, kind, digest: own }) => ({ name, kind, digest: own })),
  };
  try {
    const there = await readdir(folder).catch((error: unknown): string[] => {
      if (reasonOf(error) === 'ENOENT') return [];
      throw error;
    });
    const foreign = there.find((name) => name !== LIST && !name.endsWith('.graphql'));
    if (foreign !== undefined || (there.length > 0 && !there.includes(LIST))) {
      throw new CommandError('FILE_UNWRITABLE', 'error.foreign-folder', { folder, file: foreign ?? there[0] ?? '' });
    }
    await mkdir(dirname(folder), { recursive: true });
    const beside = await mkdtemp(join(dirname(folder), `.${basename(folder)}-`));
    try {
      const [fresh, old] = [join(beside, 'new'), join(beside, 'old')];
      await mkdir(fresh);
      for (const { name, sdl } of subgraphs) await writeFile(join(fresh, `${name}.graphql`), sdl);
      await writeFile(join(fresh, LIST), `${JSON.stringify(list, null, 2)}\n`);
      if (there.length > 0) await rename(folder, old);
      await rename(fresh, folder);
    } finally {
      await rm(beside, { recursive: true, force: true });
    }
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError('FILE_UNWRITABLE', 'error.file-unwritable', { path: folder, reason: reasonOf(error) });
  }
}

/** null: it is no JSON. */
function parsed(text: string): Partial<City> | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
