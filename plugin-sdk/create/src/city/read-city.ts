import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from '@citygraph/contract';
import { say } from '../words.ts';
import type { City } from './city.ts';
import { describeCity } from './describe-city.ts';

/** The city as it was when this package was made. */
export async function bundledCity(): Promise<City> {
  return JSON.parse(await readFile(new URL('../../city.json', import.meta.url), 'utf8')) as City;
}

/** Of the subgraphs together, where a snapshot has it. */
const GRAPH_FILE = 'supergraph.graphql';

/** The city as a fetched snapshot has it: a folder of `<name>.graphql`. */
export async function readCity(folder: string): Promise<City> {
  const files = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    throw new StartError(say('city.unreadable', { folder, reason: error.code ?? error.message }));
  });
  const names = files.filter((file) => file.endsWith('.graphql') && file !== GRAPH_FILE).sort();
  if (names.length === 0) {
    throw new StartError(say('city.empty', { folder }));
  }
  return describeCity(
    await Promise.all(
      names.map(async (file) => ({
        name: file.slice(0, -'.graphql'.length),
        sdl: await readFile(join(folder, file), 'utf8'),
      })),
    ),
  );
}
