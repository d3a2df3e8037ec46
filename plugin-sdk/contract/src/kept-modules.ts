import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';

const folder = getCompileCacheDir();

/** For a thread's environment: where this process keeps modules compiled (NODE_COMPILE_CACHE), if it does, threads find theirs too. Node adds a folder for its version. */
export const KEPT_MODULES: Readonly<Record<string, string>> =
  folder === undefined ? {} : { NODE_COMPILE_CACHE: dirname(folder) };
