import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SigningKey } from '@citygraph/contract';

type PublicJwk = SigningKey['publicJwk'];

/** What an auditor needs besides the archive: every key that has sealed. */
const FILE = 'public-keys.json';

/** Those that are noted beside the archive; none: nothing was sealed yet. */
async function notedKeys(folder: string): Promise<readonly PublicJwk[]> {
  const kept = await readFile(join(folder, FILE), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{"keys":[]}';
    throw error;
  });
  return (JSON.parse(kept) as { keys: PublicJwk[] }).keys;
}

/** Those that are noted and these: what a seal may be signed by. The database, which a seal answers for, is not asked. */
export async function auditPublicKeys(folder: string, keys: readonly SigningKey[]): Promise<readonly PublicJwk[]> {
  const known = await notedKeys(folder);
  return [...known, ...freshOf(known, keys)];
}

const freshOf = (known: readonly PublicJwk[], keys: readonly SigningKey[]): PublicJwk[] =>
  keys.map(({ publicJwk }) => publicJwk).filter(({ kid }) => known.every((one) => one.kid !== kid));

/** Adds these to the keys that are noted beside the archive, and answers all of them. */
export async function keepAuditPublicKeys(folder: string, keys: readonly SigningKey[]): Promise<readonly PublicJwk[]> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const known = await notedKeys(folder);
  const fresh = freshOf(known, keys);
  if (fresh.length === 0) return known;
  const all = [...known, ...fresh];
  const path = join(folder, FILE);
  await writeFile(`${path}.new`, JSON.stringify({ keys: all }, null, 2), { mode: 0o600 });
  await rename(`${path}.new`, path);
  return all;
}
