import { readFile } from 'node:fs/promises';
import { StartError } from '@citygraph/contract';

/** The text of a file that settings name; throws a StartError that says `what` cannot be read. */
export async function readNamedFile(path: string, what: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw new StartError(`${what} cannot be read: ${path}.`);
  }
}

/** A secret of 32 bytes or more, which its file holds in base64url. It is never repeated. */
export async function readSecretFile(path: string, setting: string): Promise<Uint8Array> {
  const text = (await readNamedFile(path, `The file that the setting ${setting} names`)).trim();
  const secret = Buffer.from(text, 'base64url');
  if (!/^[\w-]+$/.test(text) || secret.length < 32) {
    throw new StartError(`The secret in ${path} is not usable: it must be 32 bytes or more in base64url.`);
  }
  return secret;
}
