import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartError } from '@citygraph/contract';
import { fileOf, LIST_FILE, readCity } from './city-files.ts';
import { type CitySchema, digestOf } from './city-schema.ts';
import { say } from './city-words.ts';

/**
 * The schema that `writeCityFolder` put into a folder.
 * @throws StartError that names the folder and what is wrong with it
 */
export function readCityFolder(folder: string): CitySchema {
  const list = parseList(readIn(folder, LIST_FILE), folder);
  return readCity(list, folder, ({ name, digest }) => asDigested(readIn(folder, fileOf(String(name))), digest));
}

/** @throws StartError */
export function readIn(folder: string, file: string): string {
  try {
    return readFileSync(join(folder, file), 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new StartError(say('city.unreadable', { file: join(folder, file), reason: code ?? message }));
  }
}

/** Some editors and version controls change the ends of lines: the text is the one of its digest, whichever ends that has. */
function asDigested(text: string, digest: unknown): string {
  const lines = text.replaceAll('\r\n', '\n');
  return [text, lines, lines.replaceAll('\n', '\r\n')].find((one) => digestOf(one) === digest) ?? text;
}

function parseList(text: string, folder: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new StartError(say('city.no-json', { file: join(folder, LIST_FILE) }));
  }
}
