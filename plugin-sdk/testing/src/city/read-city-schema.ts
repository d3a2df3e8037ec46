import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StartError } from '@citygraph/contract';
import { say } from '../words.ts';
import { fileOf, GRAPH_FILE, LIST_FILE, readCity } from './city-files.ts';
import type { CitySchema } from './city-schema.ts';

/**
 * The schema that `writeCitySchema` put into a folder.
 * @throws StartError that names the folder and what is wrong with it
 */
export function readCitySchema(folder: string): CitySchema {
  return readCity(parseList(read(folder, LIST_FILE), folder), folder, ({ name }) => read(folder, fileOf(String(name))));
}

/** The schema that came with this package. */
export function bundledCitySchema(): CitySchema {
  const folder = fileURLToPath(new URL('../../city', import.meta.url));
  return { ...readCitySchema(folder), supergraphSdl: read(folder, GRAPH_FILE) };
}

function read(folder: string, file: string): string {
  try {
    return readFileSync(join(folder, file), 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new StartError(say('city.unreadable', { file: join(folder, file), reason: code ?? message }));
  }
}

function parseList(text: string, folder: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new StartError(say('city.no-json', { file: join(folder, LIST_FILE) }));
  }
}
