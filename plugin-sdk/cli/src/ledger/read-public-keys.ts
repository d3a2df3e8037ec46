import type { verifyArchive } from '@citygraph/contract';
import { CommandError } from '../command-error.ts';
import { readText } from '../settings/read-file.ts';

export type PublicKeys = Parameters<typeof verifyArchive>[1];

/** A JWK, or a JWKS (RFC 7517), of Ed25519 keys with their ids. */
export async function readPublicKeys(path: string): Promise<PublicKeys> {
  const text = await readText(path);
  let said: { keys?: unknown } | null = null;
  try {
    said = JSON.parse(text);
  } catch {}
  const keys = Array.isArray(said?.keys) ? said.keys : said === null ? [] : [said];
  if (keys.length > 0 && keys.every(isPublicKey)) return keys;
  throw new CommandError('FILE_UNREADABLE', 'error.no-keys', { path });
}

function isPublicKey(said: unknown): said is PublicKeys[number] {
  const { kty, crv, x, kid, d } = (said ?? {}) as Partial<Record<string, unknown>>;
  return kty === 'OKP' && crv === 'Ed25519' && typeof x === 'string' && typeof kid === 'string' && d === undefined;
}
