import { access } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { manifestAbove } from '../plugin/find-manifest.ts';
import { resolveInProject } from '../plugin/project-package.ts';
import { CITY_FOLDER } from './schema-flag.ts';

export interface CityFolder {
  readonly folder: string;
  /** It came with the testing package. */
  readonly isBundled: boolean;
}

/**
 * The city that a plugin is checked against: the folder that was named, or what `schema fetch` wrote, or else the city that came with the testing package that
 * the plugin has installed, so that a newcomer needs neither hub nor sign-in. `project` is the plugin's folder; default: the one that `cwd` is in.
 */
export async function cityFolder(cwd: string, named: string | undefined, project?: string): Promise<CityFolder> {
  const at = (folder: string): CityFolder => ({ folder, isBundled: false });
  if (named !== undefined) return at(resolve(cwd, named));
  const manifest = project === undefined ? await manifestAbove(cwd) : null;
  const own = project ?? (manifest === null ? cwd : dirname(manifest));
  const fetched = join(own, CITY_FOLDER);
  const isThere = await access(fetched).then(
    () => true,
    () => false,
  );
  if (isThere) return at(fetched);
  const bundled = resolveInProject(own, '@citygraph/plugin-testing/city/city.json');
  return bundled === null ? at(fetched) : { folder: dirname(bundled), isBundled: true };
}
