import { homedir } from 'node:os';
import { join } from 'node:path';

/** Outside the tree, kept between runs: what was fetched once is not fetched again. */
export function cacheFolder(name: string): string {
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'citygraph', 'bench', name);
}
