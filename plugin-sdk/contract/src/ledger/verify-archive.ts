import { createHash } from 'node:crypto';
import type { SigningKey } from '../keys.ts';
import type { LocalText } from '../manifest/manifest.ts';
import { digestOfPayload, verifyDocument } from '../signed/signed-document.ts';
import { sayOfArchive as say } from './archive-words.ts';
import {
  type ArchiveEnd,
  type ArchiveHeader,
  entryHash,
  genesisOf,
  LEDGER_SEAL_ENTRIES,
  LEDGER_SEAL_TYPE,
  type LedgerEntry,
  type LedgerSeal,
} from './chain.ts';
import { leafHash, MerkleRoot } from './merkle.ts';

/** What an archive is found to be. */
export type ArchiveVerdict =
  | {
      readonly ok: true;
      readonly ledger: string;
      readonly entries: number;
      readonly seals: number;
      /** `hash` of the last entry: whoever wrote it down earlier sees whether the end was cut off. */
      readonly head: string;
      /** Entries behind the last seal: nobody answers for them yet. */
      readonly unsealed: number;
      /** The last entry that a seal answers for; 0: none does. */
      readonly sealedTo: number;
      /** What the next file of the archive has to continue; null: it does not end with a seal. */
      readonly end: ArchiveEnd | null;
      /** What this file says that it continues. */
      readonly continues: ArchiveEnd | null;
    }
  | ArchiveFault;

/** The first line that is not as it was written. */
export interface ArchiveFault {
  readonly ok: false;
  /** From 1. */
  readonly row: number;
  readonly sequence: number | null;
  readonly kind: 'unreadable' | 'edited' | 'removed' | 'moved' | 'forked' | 'seal' | 'empty';
  /** In English. */
  readonly message: string;
  /** The same in Chinese. */
  readonly zh: string;
}

/** Of files that do not belong together, or not to the end that was written down: something is missing. */
export const archiveLacks = ({ en, zh }: LocalText, row = 1): ArchiveFault => ({
  ok: false,
  row,
  sequence: null,
  kind: 'removed',
  message: en,
  zh,
});

interface State {
  readonly header: ArchiveHeader;
  head: string;
  sequence: number;
  seals: number;
  sealedTo: number;
  previousSeal: string | null;
  tree: MerkleRoot;
}

/**
 * Checks an archive from its first line to its last with nothing but the public keys of those who seal, in constant memory. Every entry must hash to what it says, follow the
 * one before it, and stand under the seal behind it; those behind the last seal may be no more than one answers for.
 */
export async function verifyArchive(
  lines: AsyncIterable<string> | Iterable<string>,
  keys: readonly SigningKey['publicJwk'][],
): Promise<ArchiveVerdict> {
  const digest = createHash('sha256');
  let row = 0;
  let state: State | null = null;
  for await (const line of lines) {
    row += 1;
    digest.update(`${line}\n`);
    const fault = (
      kind: ArchiveFault['kind'],
      { en, zh }: LocalText,
      sequence: number | null = null,
    ): ArchiveFault => ({
      ok: false,
      row,
      sequence,
      kind,
      message: en,
      zh,
    });
    const value = parsed(line);
    if (value === null) return fault('unreadable', say('no-line'));
    if (state === null) {
      if (!isHeader(value.header)) return fault('unreadable', say('no-header'));
      const { ledger, continues } = value.header;
      const sequence = continues?.sequence ?? 0;
      state = {
        header: value.header,
        head: continues?.head ?? genesisOf(ledger),
        sequence,
        seals: 0,
        sealedTo: sequence,
        previousSeal: continues?.seal ?? null,
        tree: new MerkleRoot(),
      };
      continue;
    }
    if (isEntry(value.entry)) {
      const wrong = entryFault(state, value.entry);
      if (wrong) return fault(...wrong);
      state.head = value.entry.hash;
      state.sequence += 1;
      state.tree.add(leafHash(Buffer.from(value.entry.hash, 'hex')));
    } else if (value.seal !== undefined) {
      const wrong = sealFault(state, value.seal, keys);
      if (wrong !== null) return fault('seal', wrong, state.sequence);
    } else {
      return fault('unreadable', say('neither'));
    }
  }
  if (state === null) {
    const { en, zh } = say('empty');
    return { ok: false, row: 1, sequence: null, kind: 'empty', message: en, zh };
  }
  const { header, sequence, seals, head, sealedTo, previousSeal } = state;
  const { ledger, continues } = header;
  const isSealed = sequence === sealedTo && previousSeal !== null;
  return {
    ok: true,
    ledger,
    entries: sequence - (continues?.sequence ?? 0),
    seals,
    head,
    unsealed: sequence - sealedTo,
    sealedTo,
    end: isSealed ? { sequence, head, seal: previousSeal, file: digest.digest('hex') } : null,
    continues,
  };
}

function entryFault(
  { sequence: last, head, sealedTo }: State,
  entry: LedgerEntry,
): [ArchiveFault['kind'], LocalText, number] | null {
  const { sequence, previous, hash } = entry;
  if (entryHash(entry) !== hash) return ['edited', say('edited'), sequence];
  if (sequence > last + 1) {
    const missing =
      sequence === last + 2
        ? say('one-missing', { from: last + 1 })
        : say('several-missing', { from: last + 1, to: sequence - 1 });
    return ['removed', missing, sequence];
  }
  if (sequence <= last) return ['moved', say('twice', { sequence: last }), sequence];
  if (previous !== head) return ['forked', say('follows-other-entry'), sequence];
  // Chains can be made by anybody: what has no seal in time is nobody's word.
  if (sequence - sealedTo > LEDGER_SEAL_ENTRIES)
    return ['seal', say('seal-wanting', { last, most: LEDGER_SEAL_ENTRIES }), sequence];
  return null;
}

/** Checks a seal and begins the next one's entries; null: it is good. */
function sealFault(state: State, document: unknown, keys: readonly SigningKey['publicJwk'][]): LocalText | null {
  let seal: LedgerSeal;
  try {
    seal = verifyDocument(document, LEDGER_SEAL_TYPE, keys) as LedgerSeal;
  } catch (error) {
    return say('seal-untrusted', { said: error instanceof Error ? error.message : String(error) });
  }
  const { header, sequence, head, sealedTo, previousSeal, tree } = state;
  if (seal.ledger !== header.ledger) return say('seal-of-ledger', { ledger: seal.ledger });
  if (seal.previousSeal !== previousSeal) return say('seal-after-other');
  if (seal.from !== sealedTo + 1 || seal.to !== sequence) {
    return say('seal-range', { from: seal.from, to: seal.to, first: sealedTo + 1, last: sequence });
  }
  if (seal.head !== head || seal.root !== tree.root().toString('hex')) return say('seal-of-others');
  state.sealedTo = sequence;
  state.seals += 1;
  state.previousSeal = digestOfPayload(seal);
  state.tree = new MerkleRoot();
  return null;
}

function parsed(line: string): { header?: unknown; entry?: unknown; seal?: unknown } | null {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    // Whatever stands beside what is hashed could say anything.
    return Object.keys(value).length === 1 && JSON.stringify(value) === line ? value : null;
  } catch {
    return null;
  }
}

function isHeader(value: unknown): value is ArchiveHeader {
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 3) return false;
  const { ledger, format, continues } = value as Partial<ArchiveHeader>;
  return typeof ledger === 'string' && format === 1 && (continues === null || isEnd(continues));
}

function isEnd(value: unknown): value is ArchiveEnd {
  if (typeof value !== 'object' || value === null) return false;
  const { sequence, head, seal, file } = value as Partial<ArchiveEnd>;
  return Number.isSafeInteger(sequence) && [head, seal, file].every((text) => typeof text === 'string');
}

function isEntry(value: unknown): value is LedgerEntry {
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 4) return false;
  const { sequence, previous, record, hash } = value as Partial<LedgerEntry>;
  return (
    Number.isSafeInteger(sequence) && typeof previous === 'string' && typeof hash === 'string' && record !== undefined
  );
}
