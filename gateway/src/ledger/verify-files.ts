import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type ArchiveVerdict,
  archiveLacks,
  type SigningKey,
  StartError,
  sayOfArchive,
  verifyArchive,
} from '@citygraph/contract';
import { archiveFiles, linesOf } from './archive-files.ts';

export interface Found {
  /** Where the first fault is, or the last file. */
  readonly file: string;
  readonly verdict: ArchiveVerdict;
}

/** The files of a folder one after another: each must continue the one before it. */
export async function verifyFiles(
  path: string,
  keys: readonly SigningKey['publicJwk'][],
  head: string | null = null,
): Promise<Found> {
  const files = await filesAt(path);
  let total = null as Found | null;
  for (const file of files) {
    const verdict = await verifyArchive(linesOf(file), keys);
    if (!verdict.ok) return { file, verdict };
    const before: ArchiveVerdict | null = total?.verdict ?? null;
    if (before && !before.ok) break;
    const isWhole = files.length > 1 || path !== file;
    const wrong = before
      ? JSON.stringify(before.end) !== JSON.stringify(verdict.continues)
      : isWhole && verdict.continues !== null;
    if (wrong) {
      return { file, verdict: archiveLacks(sayOfArchive(before ? 'follows-other-file' : 'files-missing')) };
    }
    total = {
      file,
      verdict: {
        ...verdict,
        entries: verdict.entries + (before?.entries ?? 0),
        seals: verdict.seals + (before?.seals ?? 0),
      },
    };
  }
  if (!total) throw new StartError(`There is no ledger in ${path}.`);
  if (head !== null && total.verdict.ok && total.verdict.head !== head) {
    const lack = sayOfArchive('ends-otherwise', { head: total.verdict.head, expected: head });
    return { ...total, verdict: archiveLacks(lack, 0) };
  }
  return total;
}

async function filesAt(path: string): Promise<string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
    return (await archiveFiles(path)).map((name) => join(path, name));
  } catch {
    throw new StartError(`${path} cannot be read.`);
  }
}
