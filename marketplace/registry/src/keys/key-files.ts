import { readFile, rename, writeFile } from 'node:fs/promises';
import { generateSigningKey, readSigningKey, type SigningKey, StartError, writeSigningKey } from '@citygraph/contract';

/** A key as it is kept, or a new one. */
export async function keyAt(file: string): Promise<SigningKey> {
  const pem = await readOrNull(file);
  if (pem === null) {
    const key = await generateSigningKey();
    await replaceFile(file, writeSigningKey(key));
    return key;
  }
  try {
    return await readSigningKey(pem);
  } catch {
    throw new StartError(`${file} holds no Ed25519 key in PKCS #8 PEM: restore it from a copy.`);
  }
}

export async function readOrNull(file: string): Promise<string | null> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new StartError(`${file} cannot be read (${error.code}): make it readable for its owner.`);
  });
}

/** Written beside and renamed: a crash leaves the old file or the new one. */
export async function replaceFile(file: string, text: string): Promise<void> {
  const beside = `${file}.${process.pid}.new`;
  await writeFile(beside, text, { mode: 0o600 });
  await rename(beside, file);
}
