import { fileURLToPath } from 'node:url';
import { type CitySchema, GRAPH_FILE, readCityFolder, readIn } from '@citygraph/admission/city';

/** The schema that came with this package. */
export function bundledCitySchema(): CitySchema {
  const folder = fileURLToPath(new URL('../../city', import.meta.url));
  return { ...readCityFolder(folder), supergraphSdl: readIn(folder, GRAPH_FILE) };
}
