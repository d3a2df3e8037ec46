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
  const { archiveLacks, sayOfArchive, verifyArchive } = await import('@citygraph/contract');
  const files = await filesAt(path);
  const isWhole = files.length !== 1 || files[0] !== path;
  let last: LastFile | null = null;
  for (const file of files) {
    const verdict: ArchiveVerdict = await verifyArchive(linesOf(file), keys);
    const shown = basename(file);
    if (!verdict.ok) return { file: shown, verdict };
    const before: Whole | null = (last as LastFile | null)?.verdict ?? null;
    const fault = isWhole ? gap(before, verdict) : null;
    if (fault !== null) return { file: shown, verdict: archiveLacks(sayOfArchive(fault)) };
    last = { file: shown, verdict: joined(before, verdict) };
  }
  if (last === null) throw new CommandError('NOTHING_FOUND', 'error.no-ledger', { path });
  if (head !== null && last.verdict.head !== head) {
    const lack = sayOfArchive('ends-otherwise', { head: last.verdict.head, expected: head });
    return { file: last.file, verdict: archiveLacks(lack) };
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

function gap(before: Whole | null, { continues }: Whole): 'files-missing' | 'follows-other-file' | null {
  if (before === null) return continues === null ? null : 'files-missing';
  return JSON.stringify(before.end) === JSON.stringify(continues) ? null : 'follows-other-file';
}

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
