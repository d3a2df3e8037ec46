import type { CitySchema } from '@citygraph/admission/city';
import { CommandError } from '../command-error.ts';
import { isStartError, textOfStartError } from '../start-errors.ts';

/** The city's schema in a folder; NO_SCHEMA where there is none, or where somebody changed it. */
export async function readCity(folder: string): Promise<CitySchema> {
  const { readCityFolder } = await import('@citygraph/admission/city');
  try {
    return readCityFolder(folder);
  } catch (error) {
    if (!isStartError(error)) throw error;
    const values = { reason: textOfStartError(error) };
    throw new CommandError('NO_SCHEMA', 'error.city-folder', values, { suggestions: [['hint.schema-fetch']] });
  }
}

/** Replaces a snapshot as a whole; a folder that holds anything else is left alone. */
export async function writeCity(folder: string, city: CitySchema): Promise<void> {
  const { writeCityFolder } = await import('@citygraph/admission/city');
  try {
    await writeCityFolder(folder, city);
  } catch (error) {
    if (!isStartError(error)) throw error;
    throw new CommandError('FILE_UNWRITABLE', 'error.city-folder', { reason: textOfStartError(error) });
  }
}
