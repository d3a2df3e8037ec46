import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { writeBetweenMarkers } from './between-markers.ts';
import { printFigures } from './print-figures.ts';

const BENCH = new URL('../../', import.meta.url);
const README = fileURLToPath(new URL('README.md', BENCH));

/** Writes `bench/results/<name>`. */
export async function writeResult(name: string, content: string): Promise<void> {
  await mkdir(fileURLToPath(new URL('results/', BENCH)), { recursive: true });
  await writeFile(fileURLToPath(new URL(`results/${name}`, BENCH)), content);
}

/** Writes the figures to `bench/results/<name>.json` and what people read to its place in `bench/README.md`. */
export async function publish(name: string, figures: object, markdown: string): Promise<void> {
  await writeResult(`${name}.json`, printFigures(figures));
  await writeFile(README, writeBetweenMarkers(await readFile(README, 'utf8'), name, markdown));
}
