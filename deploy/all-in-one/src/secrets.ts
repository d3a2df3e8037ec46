import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from '@citygraph/contract';
import { type Credentials, generateCredentials, type Realm } from '@citygraph/identity';
import { z } from 'zod';

const FILE = 'credentials.json';
const CredentialsFile = z.strictObject({
  users: z.record(z.string(), z.string()),
  clients: z.record(z.string(), z.string()),
});

/** Demo users' passwords and clients' secrets: made on first start, readable by their owner only. */
export async function demoCredentials(dataDir: string, realm: Realm): Promise<Credentials> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const kept = await storedCredentials(dataDir);
  if (kept) return kept;
  const made = generateCredentials(realm);
  await writeOnce(join(dataDir, FILE), JSON.stringify(made, null, 2));
  return made;
}

/** With what the sign-on is asked who somebody is; another's knows the hub by what its operator wrote there. */
export function introspectionOf({ clients }: Credentials): { clientId: string; secret: string } {
  const clientId = 'citygraph-gateway';
  return { clientId, secret: clients[clientId] ?? '' };
}

/** What an earlier start made, or null. */
export async function storedCredentials(dataDir: string): Promise<Credentials | null> {
  const file = join(dataDir, FILE);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new StartError(`${file} cannot be read (${error.code}): make it readable for you, or remove it.`);
  });
  if (text === null) return null;
  try {
    return CredentialsFile.parse(JSON.parse(text));
  } catch {
    throw new StartError(`${file} is not what the hub wrote: remove it, and the next start makes new demo passwords.`);
  }
}

/** Written beside and renamed, so that a crash leaves the old file or the new one, never half of one. */
export async function writeOnce(file: string, text: string): Promise<void> {
  const beside = `${file}.${process.pid}.new`;
  await writeFile(beside, text, { mode: 0o600 });
  await rename(beside, file);
}
