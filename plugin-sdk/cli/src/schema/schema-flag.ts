import { dirname, resolve } from 'node:path';
import { string } from '@oclif/core/flags';
import { manifestAbove } from '../plugin/find-manifest.ts';

/** Where `schema fetch` puts the city's schema, in the plugin's folder. */
export const CITY_FOLDER = '.citygraph/schema';

export const SCHEMA_FLAG = { schema: string() } as const;

/** The folder that was named, or else the one of the plugin that this folder is in, wherever below it somebody stands. */
export async function schemaFolder(cwd: string, named: string | undefined): Promise<string> {
  if (named !== undefined) return resolve(cwd, named);
  const manifest = await manifestAbove(cwd);
  return resolve(manifest === null ? cwd : dirname(manifest), CITY_FOLDER);
}
