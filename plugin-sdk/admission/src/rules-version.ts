import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a verdict is made by: the rules, the composing, what both share. Each pins the libraries that it uses. */
const PACKAGES = ['@citygraph/admission', '@citygraph/composition', '@citygraph/contract'];
const CODE = /(?<!\.d|\.test)\.(?:ts|js)$/;

let version: string | null = null;

/**
 * SHA-256 in hex of the code that judges, read once: after an upgrade another one, by which documents may be judged otherwise. Package versions would not do, since rules change
 * between them, and neither would a number that somebody has to remember to raise.
 */
export function rulesVersion(): string {
  version ??= digestOfCode(PACKAGES.map((name) => fileURLToPath(new URL('.', import.meta.resolve(name)))));
  return version;
}

/** Of all code in some folders, and of the packages that they are of: these pin what is used. */
export function digestOfCode(folders: readonly string[]): string {
  const digest = createHash('sha256');
  for (const folder of folders) {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => CODE.test(name));
    for (const path of ['../package.json', ...names.sort()]) {
      const content = createHash('sha256')
        .update(readFileSync(join(folder, path)))
        .digest('hex');
      digest.update(`${path}\0${content}\n`);
    }
  }
  return digest.digest('hex');
}
