import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  digestOfPayload,
  KEYSET_TYPE,
  type Keyset,
  readRootKeys,
  type SignedDocument,
  StartError,
  signDocument,
} from '@citygraph/contract';
import { keysetShape } from '@citygraph/gateway';
import { readNamedFile } from '@citygraph/kit';
import { z } from 'zod';
import { keyAt, replaceFile } from '../keys/key-files.ts';
import { type Issue, type KeyFolder, openKeyFolder, PROPOSAL_FILE, ROOT_FILE, ROOTS_FILE } from '../keys/key-folder.ts';
import { changesOf, KEY_ROLES, type KeyRole } from '../keys/keyset.rules.ts';
import { wordsOf } from '../words-of.ts';
import type { Flags, Outcome } from './command.ts';

type Act = (words: readonly string[], flags: Flags) => Promise<readonly string[]>;

/** `keys …`: where the root keys are, which need not be where the registry runs, nor in one hand (ADR 16). */
export async function changeKeys([act = '', ...words]: readonly string[], flags: Flags): Promise<Outcome> {
  const found = ACTS[act];
  if (!found) throw new StartError(`Give one of keys ${Object.keys(ACTS).join(', keys ')}.`);
  return { code: 0, lines: await found(words, flags) };
}

const ACTS: Readonly<Record<string, Act>> = {
  async renew(words, flags) {
    none('renew', words);
    const keys = await keysOf(flags);
    return said(keys, await keys.renew(), flags);
  },
  async rotate([role = '', ...more], flags) {
    if (!isRole(role) || more.length > 0) throw new StartError(`Give keys rotate with one of ${KEY_ROLES.join(', ')}.`);
    const keys = await keysOf(flags);
    return said(keys, await keys.rotate(role), flags);
  },
  /** Makes a custodian's key; the public half is what the others pin. */
  async root(words, flags) {
    none('root', words);
    const folder = folderOf(flags);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const { publicJwk } = await keyAt(join(folder, ROOT_FILE));
    const file = join(folder, 'root.public.json');
    await replaceFile(file, `${JSON.stringify(publicJwk, null, 2)}\n`);
    return [`Custodian ${publicJwk.kid}: keep ${join(folder, ROOT_FILE)} to yourself, and give ${file} away.`];
  },
  /** Says whose word makes a keyset from now on; gateways are given the same file. */
  async pin(files, flags) {
    const folder = folderOf(flags);
    if (files.length < 2) throw new StartError('Give keys pin the public keys of two custodians or more.');
    const threshold = Number(flags.threshold ?? 2);
    const keys = await Promise.all(files.map((file) => jsonOf(file, "The custodian's public key")));
    const roots = orSay('These custodians cannot be pinned', () => readRootKeys({ keys, threshold }));
    if (roots.threshold < 2)
      throw new StartError('One custodian of several would decide alone: --threshold 2 or more.');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = join(folder, ROOTS_FILE);
    if (existsSync(file))
      throw new StartError(`${file} pins custodians already: remove it first, here and at every gateway.`);
    await replaceFile(file, JSON.stringify(roots, null, 2));
    const keysThere = await openKeyFolder(folder);
    return [
      `Keysets of ${folder} are in force when ${threshold} of ${keys.length} custodians have signed. Give gateways ${file}.`,
      ...said(keysThere, await keysThere.renew(), flags),
    ];
  },
  async show([file = '', ...more], flags) {
    if (file === '' || more.length > 0) throw new StartError('Give keys show the proposed keyset.');
    return described(await keysetAt(file), flags);
  },
  /** Signs what was looked at, and nothing else: the digest says what that was. */
  async sign([file = '', ...more], flags) {
    if (file === '' || more.length > 0) throw new StartError('Give keys sign the proposed keyset.');
    const document = await keysetAt(file);
    const digest = digestOfPayload(document.payload);
    if (flags.digest !== digest)
      throw new StartError(
        `${flags.digest === undefined ? 'Say' : 'That is not'} what you looked at: --digest of keys show ${file}.`,
      );
    const root = await keyAt(rootOf(flags));
    const others = document.signatures.filter(({ keyId }) => keyId !== root.kid);
    const { signatures } = signDocument(KEYSET_TYPE, document.payload, [root]);
    await replaceFile(file, JSON.stringify({ ...document, signatures: [...others, ...signatures] }, null, 2));
    return [`Signed as ${root.kid}: ${others.length + 1} so far. Apply it where it was proposed: keys apply.`];
  },
  async apply([file = '', ...more], flags) {
    if (more.length > 0) throw new StartError('Give keys apply the keyset that was signed.');
    const keys = await keysOf(flags);
    await keys.apply(await keysetAt(file || join(folderOf(flags), PROPOSAL_FILE)));
    return inForce(keys);
  },
  async withdraw(words, flags) {
    none('withdraw', words);
    const isTaken = await (await keysOf(flags)).withdraw();
    return [isTaken ? 'The proposed keyset is withdrawn.' : 'There is no proposed keyset.'];
  },
};

function said(keys: KeyFolder, issue: Issue | null, flags: Flags): readonly string[] {
  if (issue?.isInForce === false || keys.inForce() === null) {
    const file = join(folderOf(flags), PROPOSAL_FILE);
    return [
      ...(issue ? [issue.reason] : []),
      `${file} waits for ${keys.roots.threshold} custodians: keys show and keys sign where their keys are, then keys apply.`,
    ];
  }
  return [...(issue ? [issue.reason] : []), ...inForce(keys)];
}

function inForce(keys: KeyFolder): readonly string[] {
  const { sequence, expiresAt } = keys.keyset().payload;
  return [`Keyset ${sequence} is good until ${expiresAt}.`];
}

async function described(document: SignedDocument<Keyset>, { trust }: Flags): Promise<string[]> {
  const before = trust === undefined ? null : (await keysetAt(trust)).payload;
  const signers = document.signatures.map(({ keyId }) => keyId).join(', ') || 'nobody yet';
  return [
    ...changesOf(before, document.payload),
    `Signed by ${signers}`,
    `Digest ${digestOfPayload(document.payload)}`,
  ];
}

const KeysetDocument = z.object({
  type: z.literal(KEYSET_TYPE),
  payload: keysetShape,
  signatures: z.array(z.object({ keyId: z.string(), signature: z.string() })),
});

/** Of a shape that its signatures cover whole: a field that is not shown is not signed either. */
async function keysetAt(file: string): Promise<SignedDocument<Keyset>> {
  const value = await jsonOf(file, 'The keyset');
  if (!KeysetDocument.safeParse(value).success) throw new StartError(`${file} holds no keyset.`);
  return value as SignedDocument<Keyset>;
}

async function jsonOf(file: string, what: string): Promise<unknown> {
  const text = await readNamedFile(file, what);
  return orSay(`${what} ${file} is no JSON`, () => JSON.parse(text) as unknown);
}

function orSay<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new StartError(`${what}: ${wordsOf(error)}.`);
  }
}

async function keysOf(flags: Flags): Promise<KeyFolder> {
  const folder = folderOf(flags);
  if (!existsSync(join(folder, ROOT_FILE)) && !existsSync(join(folder, ROOTS_FILE)))
    throw new StartError(`${folder} has neither ${ROOT_FILE} nor ${ROOTS_FILE}: give the folder that has it.`);
  return openKeyFolder(folder);
}

function rootOf(flags: Flags): string {
  const file = join(folderOf(flags), ROOT_FILE);
  if (!existsSync(file)) throw new StartError(`There is no ${file}: give the custodian's folder.`);
  return file;
}

function folderOf({ folder }: Flags): string {
  if (folder === undefined) throw new StartError('Say where the keys are: --folder <folder>.');
  return folder;
}

function none(act: string, words: readonly string[]): void {
  if (words.length > 0) throw new StartError(`keys ${act} takes no more words.`);
}

const isRole = (word: string): word is KeyRole => (KEY_ROLES as readonly string[]).includes(word);
