import { access } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { resolveInProject } from '../plugin/project-package.ts';
import { CITY_FOLDER } from './schema-flag.ts';

/**
 * The folder that a plugin is checked against: the one that was named, or what `schema fetch` wrote, or else the city that came with the testing package that
 * the plugin has installed, so that a newcomer needs neither hub nor sign-in.
 */
export async function cityFolder(cwd: string, named: string | undefined, project: string): Promise<string> {
  if (named !== undefined) return resolve(cwd, named);
  const fetched = join(project, CITY_FOLDER);
  const isThere = await access(fetched).then(
    () => true,
    () => false,
  );
  if (isThere) return fetched;
  const bundled = resolveInProject(project, '@citygraph/plugin-testing/city/city.json');
  return bundled === null ? fetched : dirname(bundled);
}
