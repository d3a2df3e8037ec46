import { hash } from 'node:crypto';
import { canonicalJson } from '../signed/canonical-json.ts';

/** A record in its place: changed, taken out, moved or put in, it no longer fits. */
export interface LedgerEntry<R = unknown> {
  /** From 1, without gaps. */
  readonly sequence: number;
  /** `hash` of the entry before; of the first, `genesisOf` the ledger. */
  readonly previous: string;
  readonly record: R;
  /** SHA-256 in hex. */
  readonly hash: string;
}

/** Where a ledger's chain begins: no entry of another ledger follows it. */
export const genesisOf = (ledger: string): string => hash('sha256', `citygraph/ledger\n${ledger}`, 'hex');

/** SHA-256 in hex of an entry of the ledger, over the hash before it: what the next one is chained to. */
export function entryHash({ sequence, previous, record }: Omit<LedgerEntry, 'hash'>): string {
  return hash('sha256', `citygraph/ledger-entry\n${canonicalJson({ sequence, previous, record })}`, 'hex');
}

/** The entry that follows. */
export function chained<R>(record: R, last: { readonly sequence: number; readonly hash: string }): LedgerEntry<R> {
  const entry = { sequence: last.sequence + 1, previous: last.hash, record };
  return { ...entry, hash: entryHash(entry) };
}

/** As what a seal is signed. */
export const LEDGER_SEAL_TYPE = 'ledger-seal';

/** Entries that one seal answers for at most: whoever keeps a ledger sets a seal behind so many. */
export const LEDGER_SEAL_ENTRIES = 1_000;

/** What the keeper of a ledger answers for: these entries, in this order, and no others. */
export interface LedgerSeal {
  readonly ledger: string;
  readonly from: number;
  readonly to: number;
  /** `hash` of the last entry. */
  readonly head: string;
  /** Merkle root (RFC 6962) over the entries' hashes, in hex. */
  readonly root: string;
  /** `digestOfPayload` of the seal before; null: it is the first. */
  readonly previousSeal: string | null;
  readonly sealedAt: string;
  /** A time-stamp token over `root` (RFC 3161), in base64, when an authority is asked; null: none is. */
  readonly timestampToken: string | null;
}

/** First line of an archive's file. */
export interface ArchiveHeader {
  readonly ledger: string;
  readonly format: 1;
  /** Where the file before ended, behind a seal; null: it is the first. */
  readonly continues: ArchiveEnd | null;
}

/** The end of an archive's file. */
export interface ArchiveEnd {
  readonly sequence: number;
  /** `hash` of the last entry. */
  readonly head: string;
  /** `digestOfPayload` of the last seal. */
  readonly seal: string;
  /** SHA-256 in hex of the whole file. */
  readonly file: string;
}

/** A line of an archive (JSON Lines): the header, entries in order, and a seal behind those that it seals. */
export type ArchiveLine =
  | { readonly header: ArchiveHeader }
  | { readonly entry: LedgerEntry }
  | { readonly seal: unknown };
