import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Bundles the page when a source is newer than the last bundle; otherwise does nothing, so that `npm start` stays quick.
const room = fileURLToPath(new URL('.', import.meta.url));
const sources = (await readdir(join(room, 'src'))).map((name) => join(room, 'src', name));
const modified = (path) =>
  stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
const newest = Math.max(
  ...(await Promise.all(
    [...sources, join(room, 'index.html'), join(room, 'package.json'), join(room, 'vite.config.mjs')].map(modified),
  )),
);
if (newest > (await modified(join(room, 'dist/site/index.html')))) {
  const { build } = await import('vite');
  await build({ root: room, configFile: join(room, 'vite.config.mjs'), logLevel: 'error' });
}
