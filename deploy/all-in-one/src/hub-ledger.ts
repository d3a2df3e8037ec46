import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  generateHopSecret,
  generateSigningKey,
  readSigningKey,
  type SigningKey,
  StartError,
  writeSigningKey,
} from '@citygraph/contract';
import { type LocalLedger, openLocalLedger } from '@citygraph/gateway';
import type { KeyFolder } from '@citygraph/registry';
import { writeOnce } from './secrets.ts';

export interface HubLedger {
  readonly ledger: LocalLedger;
  readonly subjectSecret: Uint8Array;
  readonly folder: string;
}

const KEY = 'seal.pem';
const SECRET = 'subject-secret';
/** What an auditor needs besides the archive. */
const PUBLIC_KEYS = 'public-keys.json';

/** The ledger in a hub's data folder, sealed with a key that is made on first start. What was sealed with a lost key could never be continued: it stops the start. */
export async function openHubLedger(dataDir: string, keys: KeyFolder, say: (line: string) => void): Promise<HubLedger> {
  const folder = join(dataDir, 'ledger');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const signing = keys.signing('ledger');
  /** The one that sealed last; at first start the one that the hub's keyset names. */
  const before = await sealingKey(join(folder, KEY), signing.at(-1));
  const key = signing.at(-1) ?? before;
  const subjectSecret = await keptSecret(join(folder, SECRET));
  const former = [before, ...signing].filter(({ publicJwk }) => publicJwk.kid !== key.publicJwk.kid);
  const ledger = await openLocalLedger({
    folder,
    ledger: 'citygraph',
    key,
    formerKeys: former.map(({ publicJwk }) => publicJwk),
    log: (line) => say(JSON.stringify(line)),
  });
  await addPublicKeys(join(folder, PUBLIC_KEYS), [before.publicJwk, key.publicJwk]);
  await writeOnce(join(folder, KEY), writeSigningKey(key));
  return { ledger, subjectSecret, folder };
}

/** An auditor needs every key that ever sealed. */
async function addPublicKeys(file: string, keys: readonly SigningKey['publicJwk'][]): Promise<void> {
  const text = await readFile(file, 'utf8').catch(() => '{"keys":[]}');
  const known = (JSON.parse(text) as { keys: SigningKey['publicJwk'][] }).keys;
  const all = new Map([...known, ...keys].map((key) => [key.kid, key]));
  await writeOnce(file, JSON.stringify({ keys: [...all.values()] }, null, 2));
}

/** A secret of 32 bytes that is made on first start. */
export async function keptSecret(file: string): Promise<Uint8Array> {
  const text = await kept(file, () => Buffer.from(generateHopSecret()).toString('base64url'));
  return Buffer.from(text.trim(), 'base64url');
}

/** A key as it is kept, or `first`, or a new one. */
export async function sealingKey(file: string, first?: SigningKey): Promise<SigningKey> {
  const pem = await kept(file, async () => writeSigningKey(first ?? (await generateSigningKey())));
  try {
    return await readSigningKey(pem);
  } catch {
    throw new StartError(`${file} is not the key that the hub wrote: put it back, or move its folder aside.`);
  }
}

/** What an earlier start wrote, or something new. */
async function kept(file: string, make: () => string | Promise<string>): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') throw new StartError(`${file} cannot be read (${code}): make it readable for you.`);
  }
  const made = await make();
  await writeOnce(file, made);
  return made;
}
