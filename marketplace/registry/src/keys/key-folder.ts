import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  generateSigningKey,
  KEYSET_TYPE,
  type Keyset,
  readSigningKey,
  type SignedDocument,
  type SigningKey,
  StartError,
  signDocument,
  verifyDocument,
  writeSigningKey,
} from '@citygraph/contract';
import { z } from 'zod';
import { isInUse, KEY_ROLES, type KeyRole, keysetDue, nextKeyset, type RingEntry, rotated } from './keyset.rules.ts';

const Entries = z.array(
  z.strictObject({
    file: z.string().regex(/^[\w.-]+\.pem$/),
    since: z.iso.datetime(),
    until: z.iso.datetime().nullable(),
  }),
);
const Ring = z.strictObject({ graphs: Entries, policy: Entries, ledger: Entries });

export interface KeyFolder {
  /** What gateways are told once, when they are installed. */
  readonly rootPublic: SigningKey['publicJwk'];
  /** Those that sign now: two while one is being rotated. */
  signing(role: KeyRole): readonly SigningKey[];
  keyset(): SignedDocument<Keyset>;
  /** Issues a keyset where one is due. Answers why it was; null: it was not. */
  renew(): Promise<string | null>;
  /** A new key of a role; the old one goes on beside it for a week. */
  rotate(role: KeyRole): Promise<void>;
}

/**
 * Keys of a hub in a folder of its owner's: root, and those for graphs, policy and ledger, made at first start. `root.pem` is read when a keyset is issued, and dropped: a
 * deployment with registry and root apart runs this where the root is, and gives the registry the other files (README, Keys).
 */
export async function openKeyFolder(folder: string, now: () => Date = () => new Date()): Promise<KeyFolder> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const at = (file: string): string => join(folder, file);
  const rootPublic = (await keyAt(at('root.pem'))).publicJwk;
  let ring = await readRing(at('keys.json'), now());
  let keys = await keysOf(ring);
  let document: SignedDocument<Keyset> | null = await readKeyset(at('keyset.json'), rootPublic);

  async function keysOf(entries: Readonly<Record<KeyRole, readonly RingEntry[]>>) {
    const read = async (role: KeyRole) =>
      Promise.all(
        entries[role]
          .filter((entry) => isInUse(entry, now()))
          .map(async (entry) => ({ entry, key: await keyAt(at(entry.file)) })),
      );
    return { graphs: await read('graphs'), policy: await read('policy'), ledger: await read('ledger') };
  }
  const signing = (role: KeyRole): readonly SigningKey[] =>
    keys[role].filter(({ entry }) => isInUse(entry, now())).map(({ key }) => key);
  const publicOf = (role: KeyRole) => signing(role).map(({ publicJwk }) => publicJwk);

  const issueWhereDue = async (): Promise<string | null> => {
    const listed = { graphs: publicOf('graphs'), policy: publicOf('policy'), ledger: publicOf('ledger') };
    const due = keysetDue(document?.payload ?? null, listed, now());
    if (due === null) return null;
    const keyset = nextKeyset(document?.payload ?? null, listed, now());
    const signed = signDocument(KEYSET_TYPE, keyset, [await keyAt(at('root.pem'))]);
    await replaceFile(at('keyset.json'), JSON.stringify(signed));
    document = signed;
    return due;
  };
  await issueWhereDue();
  // One after another: two at once would sign two keysets with one sequence, and a gateway holds to whichever it saw first.
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const acted = turn.then(act);
    turn = acted.catch(() => {});
    return acted;
  };
  return {
    rootPublic,
    signing,
    renew: () => inTurn(issueWhereDue),
    keyset() {
      if (!document) throw new Error('There is no keyset.');
      return document;
    },
    rotate: (role) =>
      inTurn(async () => {
        const next = { ...ring, [role]: rotated(ring[role], `${role}-${now().getTime()}.pem`, now()) };
        // The key first, then who lists it: whoever is ended in between has a key too many, never one too few.
        const nextKeys = await keysOf(next);
        await replaceFile(at('keys.json'), JSON.stringify(next, null, 2));
        [ring, keys] = [next, nextKeys];
        await issueWhereDue();
      }),
  };
}

/** A key as it is kept, or a new one. */
async function keyAt(file: string): Promise<SigningKey> {
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

async function readRing(file: string, now: Date): Promise<Readonly<Record<KeyRole, readonly RingEntry[]>>> {
  const text = await readOrNull(file);
  if (text === null) {
    const first = (role: KeyRole): RingEntry[] => [{ file: `${role}.pem`, since: now.toISOString(), until: null }];
    const ring = { graphs: first('graphs'), policy: first('policy'), ledger: first('ledger') };
    await replaceFile(file, JSON.stringify(ring, null, 2));
    return ring;
  }
  try {
    const ring = Ring.parse(JSON.parse(text));
    if (KEY_ROLES.some((role) => !ring[role].some(({ until }) => until === null))) throw new Error();
    return ring;
  } catch {
    throw new StartError(`${file} is not what the hub wrote: restore it from a copy.`);
  }
}

async function readKeyset(file: string, root: SigningKey['publicJwk']): Promise<SignedDocument<Keyset> | null> {
  const text = await readOrNull(file);
  if (text === null) return null;
  try {
    const document: unknown = JSON.parse(text);
    verifyDocument(document, KEYSET_TYPE, [root]);
    return document as SignedDocument<Keyset>;
  } catch (error) {
    // Without it the sequence would begin anew, and no gateway would ever take the next.
    throw new StartError(
      `${file} cannot be taken (${error instanceof Error ? error.message : error}): restore it from a copy.`,
    );
  }
}

async function readOrNull(file: string): Promise<string | null> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new StartError(`${file} cannot be read (${error.code}): make it readable for its owner.`);
  });
}

/** Written beside and renamed: a crash leaves the old file or the new one. */
async function replaceFile(file: string, text: string): Promise<void> {
  const beside = `${file}.${process.pid}.new`;
  await writeFile(beside, text, { mode: 0o600 });
  await rename(beside, file);
}
