import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ArchiveVerdict } from '@citygraph/contract';
import { CommandError } from '../command-error.ts';
import { reasonOf } from '../settings/write-file.ts';
import type { PublicKeys } from './read-public-keys.ts';

export interface LedgerVerdict {
  /** Where the first fault is, or the last file. */
  readonly file: string;
  readonly verdict: ArchiveVerdict;
}

const FILE = /^ledger-\d{8}\.jsonl$/;

/** A file of an archive, or a folder of them one after another: each must continue the one before it. */
export async function verifyLedger(path: string, keys: PublicKeys, head: string | null): Promise<LedgerVerdict> {
  const { verifyArchive } = await import('@citygraph/contract');
  const files = await filesAt(path);
  const isWhole = files.length !== 1 || files[0] !== path;
  let last: LastFile | null = null;
  for (const file of files) {
    const verdict: ArchiveVerdict = await verifyArchive(linesOf(file), keys);
    const shown = basename(file);
    if (!verdict.ok) return { file: shown, verdict };
    const before: Whole | null = (last as LastFile | null)?.verdict ?? null;
    const fault = isWhole ? gap(before, verdict) : null;
    if (fault !== null) return { file: shown, verdict: removed(fault) };
    last = { file: shown, verdict: joined(before, verdict) };
  }
  if (last === null) throw new CommandError('NOTHING_FOUND', 'error.no-ledger', { path });
  if (head !== null && last.verdict.head !== head) {
    return { file: last.file, verdict: removed(`It ends with ${last.verdict.head}, not with ${head}.`) };
  }
  return last;
}

interface LastFile {
  readonly file: string;
  readonly verdict: Whole;
}

type Whole = Extract<ArchiveVerdict, { ok: true }>;

const joined = (before: Whole | null, verdict: Whole): Whole => ({
  ...verdict,
  entries: verdict.entries + (before?.entries ?? 0),
  seals: verdict.seals + (before?.seals ?? 0),
});

function gap(before: Whole | null, { continues }: Whole): string | null {
  if (before === null) return continues === null ? null : 'The files before it are missing.';
  return JSON.stringify(before.end) === JSON.stringify(continues)
    ? null
    : 'It continues another file than the one before it.';
}

const removed = (message: string): ArchiveVerdict => ({ ok: false, row: 1, sequence: null, kind: 'removed', message });

async function filesAt(path: string): Promise<string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    return (await readdir(path))
      .filter((name) => FILE.test(name))
      .sort()
      .map((name) => join(path, name));
  } catch (error) {
    throw new CommandError('FILE_UNREADABLE', 'error.file-unreadable', { path, reason: reasonOf(error) });
  }
}

/** Only a line feed ends a line. */
async function* linesOf(path: string): AsyncIterable<string> {
  let rest = '';
  for await (const chunk of createReadStream(path, 'utf8')) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}
