import { chmod, mkdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { StartError } from '@citygraph/contract';
import { z } from 'zod';
import { writeOnce } from '../secrets.ts';

const VendorFile = z.strictObject({
  port: z.int().min(1).max(65_535),
  hopKeys: z.string().min(1).nullable(),
});

/** What is kept of a vendor between two starts. */
export interface KeptVendor {
  /** Where its plugin listens on loopback: releases name it, so it stays. */
  readonly port: number;
  /** What the hub signs its requests with, as `CITYGRAPH_HOP_KEYS` has it; null: the plugin is not made yet. */
  readonly hopKeys: string | null;
}

const folderOf = (dataDir: string): string => join(dataDir, 'vendors');
const fileOf = (dataDir: string, name: string): string => join(folderOf(dataDir), `${name}.json`);

/** What an earlier start kept, or a free port. @throws StartError when the file is not what the hub wrote */
export async function openVendorFile(dataDir: string, name: string): Promise<KeptVendor> {
  await mkdir(folderOf(dataDir), { recursive: true, mode: 0o700 });
  const file = fileOf(dataDir, name);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new StartError(`${file} cannot be read (${error.code}): make it readable for you.`);
  });
  if (text === null) {
    const made = { port: await freePort(), hopKeys: null };
    await keepVendor(dataDir, name, made);
    return made;
  }
  try {
    const kept = VendorFile.parse(JSON.parse(text));
    await chmod(file, 0o600);
    return kept;
  } catch {
    throw new StartError(`${file} is not what the hub wrote: restore it, or start with --no-vendors.`);
  }
}

/** Readable by its owner only. */
export const keepVendor = (dataDir: string, name: string, kept: KeptVendor): Promise<void> =>
  writeOnce(fileOf(dataDir, name), JSON.stringify(kept));

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('A listener on loopback has no port.');
  return address.port;
}
