import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  digestOfPayload,
  KEYSET_TYPE,
  type Keyset,
  type RootKeys,
  readRootKeys,
  type SignedDocument,
  type SigningKey,
  StartError,
  signDocument,
  verifyDocument,
} from '@citygraph/contract';
import { z } from 'zod';
import { wordsOf } from '../words-of.ts';
import { keyAt, readOrNull, replaceFile } from './key-files.ts';
import { isInUse, KEY_ROLES, type KeyRole, keysetDue, nextKeyset, rotated } from './keyset.rules.ts';
import { firstRing, type Ring, readRing } from './ring.ts';

/** Pinned roots, where they are kept apart from the hub. */
export const ROOTS_FILE = 'root-keys.json';
export const ROOT_FILE = 'root.pem';
/** What custodians are asked to sign. */
export const PROPOSAL_FILE = 'keyset.next.json';

/** Keys that a proposed keyset brings in. */
const Rotations = z.array(z.strictObject({ role: z.enum(KEY_ROLES), file: z.string().regex(/^[\w.-]+\.pem$/) }));
type Rotations = z.infer<typeof Rotations>;

/** What came of asking for a keyset. */
export interface Issue {
  /** Why one was due. */
  readonly reason: string;
  /** false: custodians must sign the proposal first, and until then the keyset that was in force goes on. */
  readonly isInForce: boolean;
}

export interface KeyFolder {
  /** What gateways are told once, when they are installed. */
  readonly roots: RootKeys;
  /** Those that sign now: two while one is being rotated. */
  signing(role: KeyRole): readonly SigningKey[];
  /** The one in force; null: custodians have not signed the first one yet. */
  inForce(): SignedDocument<Keyset> | null;
  /** The same for whoever needs one. Throws a StartError where there is none. */
  keyset(): SignedDocument<Keyset>;
  /** Issues a keyset where one is due, or proposes it to the custodians. null: none is due. */
  renew(): Promise<Issue | null>;
  /** A new key of a role; the old one goes on beside it for a week. */
  rotate(role: KeyRole): Promise<Issue>;
  /** Puts a proposed keyset in force that custodians have signed. Throws a StartError that says what is missing. */
  apply(document: unknown): Promise<void>;
  /** Takes a proposal back, with the keys that it would have brought in. false: there is none. */
  withdraw(): Promise<boolean>;
}

/**
 * Keys of a hub in a folder of its owner's: those for graphs, policy and ledger, made at first start, and the keyset that lists them.
 *
 * Alone, the folder has the root as well: `root.pem` is read when a keyset is issued, and dropped. Where `root-keys.json` pins the roots of custodians, nobody
 * here can sign a keyset: it is proposed in `keyset.next.json`, signed by them where their keys are, and applied (ADR 16; README, Keys).
 */
export async function openKeyFolder(folder: string, now: () => Date = () => new Date()): Promise<KeyFolder> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const at = (file: string): string => join(folder, file);
  const pinned = await readPinned(at(ROOTS_FILE));
  const roots: RootKeys = pinned ?? { keys: [(await keyAt(at(ROOT_FILE))).publicJwk], threshold: 1 };
  let ring = (await readRing(at('keys.json'))) ?? (await kept(at('keys.json'), firstRing(now())));
  let keys = await keysOf(ring);
  let document = await readKeyset(at('keyset.json'), roots);

  async function keysOf(entries: Ring) {
    const read = async (role: KeyRole) =>
      Promise.all(
        entries[role]
          .filter((entry) => isInUse(entry, now()))
          .map(async (entry) => ({ entry, key: await keyAt(at(entry.file)) })),
      );
    return { graphs: await read('graphs'), policy: await read('policy'), ledger: await read('ledger') };
  }
  type Keys = Awaited<ReturnType<typeof keysOf>>;
  const inUse = (of: Keys, role: KeyRole): readonly SigningKey[] =>
    of[role].filter(({ entry }) => isInUse(entry, now())).map(({ key }) => key);
  const listed = (of: Keys) => {
    const publicOf = (role: KeyRole) => inUse(of, role).map(({ publicJwk }) => publicJwk);
    return { graphs: publicOf('graphs'), policy: publicOf('policy'), ledger: publicOf('ledger') };
  };
  /** What is in it already stays as it is: applying may have been interrupted. */
  const ringWith = (rotations: Rotations): Ring => {
    const entries = (role: KeyRole) => {
      const next = rotations.find((one) => one.role === role);
      const isThere = ring[role].some(({ file }) => file === next?.file);
      return next && !isThere ? rotated(ring[role], next.file, now()) : ring[role];
    };
    return { graphs: entries('graphs'), policy: entries('policy'), ledger: entries('ledger') };
  };

  /** The key first, then who lists it: whoever is ended in between has a key too many, never one too few. */
  const take = async (next: Ring): Promise<void> => {
    const nextKeys = await keysOf(next);
    await replaceFile(at('keys.json'), JSON.stringify(next, null, 2));
    [ring, keys] = [next, nextKeys];
  };
  const putInForce = async (signed: SignedDocument<Keyset>): Promise<void> => {
    await replaceFile(at('keyset.json'), JSON.stringify(signed));
    document = signed;
  };

  const issueWhereDue = async (): Promise<Issue | null> => {
    const due = keysetDue(document?.payload ?? null, listed(keys), now()) ?? unsigned(document, roots);
    if (due === null) return null;
    if (pinned) return propose([], due);
    const keyset = nextKeyset(document?.payload ?? null, listed(keys), now());
    await putInForce(signDocument(KEYSET_TYPE, keyset, [await keyAt(at(ROOT_FILE))]));
    return { reason: due, isInForce: true };
  };
  /** Leaves a proposal as it is that is still what should be signed: custodians may have signed it already. */
  const propose = async (more: Rotations, reason: string): Promise<Issue> => {
    const proposed = await readRotations(at('keys.next.json'));
    const rotations = [...proposed, ...more.filter(({ role }) => !proposed.some((one) => one.role === role))];
    const next = listed(await keysOf(ringWith(rotations)));
    const waiting = await readProposal(at(PROPOSAL_FILE));
    const isGood = waiting?.sequence === (document?.payload.sequence ?? 0) + 1;
    if (waiting && isGood && keysetDue(waiting, next, now()) === null) return { reason, isInForce: false };
    const keyset = nextKeyset(document?.payload ?? null, next, now(), roots.threshold);
    await replaceFile(at('keys.next.json'), JSON.stringify(rotations));
    await replaceFile(at(PROPOSAL_FILE), JSON.stringify(signDocument(KEYSET_TYPE, keyset, []), null, 2));
    return { reason, isInForce: false };
  };
  const withdraw = async (): Promise<boolean> => {
    const isThere = (await readOrNull(at(PROPOSAL_FILE))) !== null;
    const rotations = await readRotations(at('keys.next.json'));
    for (const file of ['keys.next.json', PROPOSAL_FILE, ...rotations.map(({ file }) => file)])
      await rm(at(file), { force: true });
    return isThere;
  };
  const apply = async (signed: unknown): Promise<void> => {
    const keyset = verified(signed, roots);
    if (document && digestOfPayload(keyset) === digestOfPayload(document.payload) && !unsigned(document, roots)) return;
    const proposal = await readProposal(at(PROPOSAL_FILE));
    if (!proposal) throw new StartError(`${folder} has proposed no keyset: see keys renew and keys rotate.`);
    if (digestOfPayload(proposal) !== digestOfPayload(keyset))
      throw new StartError(`What was signed is not what ${folder} proposed: sign ${at(PROPOSAL_FILE)}.`);
    await take(ringWith(await readRotations(at('keys.next.json'))));
    await putInForce(signed as SignedDocument<Keyset>);
    for (const file of ['keys.next.json', PROPOSAL_FILE]) await rm(at(file), { force: true });
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
    roots,
    signing: (role) => inUse(keys, role),
    renew: () => inTurn(issueWhereDue),
    inForce: () => document,
    keyset() {
      if (document) return document;
      throw new StartError(
        `The first keyset waits for ${roots.threshold} custodians to sign ${at(PROPOSAL_FILE)}: see citygraph-registry keys sign and keys apply.`,
      );
    },
    rotate: (role) =>
      inTurn(async () => {
        const rotation = { role, file: `${role}-${now().getTime()}.pem` };
        const reason = `A new key for ${role} was asked for.`;
        if (pinned) return propose([rotation], reason);
        await take(ringWith([rotation]));
        return (await issueWhereDue()) ?? { reason, isInForce: true };
      }),
    apply: (signed) => inTurn(() => apply(signed)),
    withdraw: () => inTurn(withdraw),
  };
}

async function kept(file: string, ring: Ring): Promise<Ring> {
  await replaceFile(file, JSON.stringify(ring, null, 2));
  return ring;
}

async function readPinned(file: string): Promise<RootKeys | null> {
  const text = await readOrNull(file);
  if (text === null) return null;
  return orSay(file, () => readRootKeys(JSON.parse(text)));
}

async function readRotations(file: string): Promise<Rotations> {
  const text = await readOrNull(file);
  return text === null ? [] : orSay(file, () => Rotations.parse(JSON.parse(text)));
}

async function readProposal(file: string): Promise<Keyset | null> {
  const text = await readOrNull(file);
  return text === null ? null : orSay(file, () => (JSON.parse(text) as SignedDocument<Keyset>).payload);
}

/** One root's word is enough here, where it is asked whether the file is whole: a hub whose roots were pinned later goes on until the custodians have signed. */
async function readKeyset(file: string, { keys }: RootKeys): Promise<SignedDocument<Keyset> | null> {
  const text = await readOrNull(file);
  if (text === null) return null;
  // Without it the sequence would begin anew, and no gateway would ever take the next.
  return orSay(file, () => {
    const document: unknown = JSON.parse(text);
    verifyDocument(document, KEYSET_TYPE, keys);
    return document as SignedDocument<Keyset>;
  });
}

/** Why a keyset is due though its content would do; null: enough have signed it. */
function unsigned(document: SignedDocument<Keyset> | null, roots: RootKeys): string | null {
  if (!document) return null;
  try {
    verifyDocument(document, KEYSET_TYPE, roots.keys, roots.threshold);
    return null;
  } catch (error) {
    return `The keyset in force is not signed as the pinned roots ask: ${wordsOf(error)}.`;
  }
}

function verified(document: unknown, { keys, threshold }: RootKeys): Keyset {
  try {
    return verifyDocument(document, KEYSET_TYPE, keys, threshold) as Keyset;
  } catch (error) {
    throw new StartError(`The keyset cannot be put in force: ${wordsOf(error)}.`);
  }
}

function orSay<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new StartError(`${file} cannot be taken (${wordsOf(error)}): restore it from a copy.`);
  }
}
