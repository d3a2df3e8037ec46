import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vitepress';
import { apiPages } from './reference/api-pages.ts';
import { referencePages } from './reference/reference-pages.ts';

/** `npm run docs`: writes the pages that follow from the code, then builds the site into `dist/site`. */
const room = fileURLToPath(new URL('..', import.meta.url));
for (const { path, text } of [...(await referencePages()), ...(await apiPages())]) {
  const file = join(room, 'pages', path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
await build(room);
