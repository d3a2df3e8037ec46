import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  type ArchiveVerdict,
  archiveLacks,
  type SigningKey,
  StartError,
  sayOfArchive,
  verifyArchive,
} from '@citygraph/contract';
import { readPublicKeys } from '../read-key-files.ts';
import { archiveFiles, linesOf } from './archive-files.ts';

export const LEDGER_USAGE =
  'Usage: citygraph-gateway ledger verify <file or folder> --keys <JWK or JWKS> [--head <hash that was noted>] [--json]';

type Print = (line: string) => void;

/** Verifies archives offline. Answers the exit code: 0 as it was written, 1 not so, 3 a wrong setting. */
export async function runLedgerCommand(argv: readonly string[], print: Print, complain: Print): Promise<number> {
  try {
    const { values, positionals } = readArguments(argv);
    const [verb, path, ...others] = positionals;
    if (values.help) {
      print(LEDGER_USAGE);
      return 0;
    }
    if (verb !== 'verify' || path === undefined || others.length > 0)
      throw new StartError(`Say verify and one file or folder.\n${LEDGER_USAGE}`);
    if (values.keys === undefined) throw new StartError(`--keys is missing.\n${LEDGER_USAGE}`);
    const found = await verifyFiles(path, await readPublicKeys(values.keys, '--keys'), values.head ?? null);
    print(values.json ? JSON.stringify(found) : describe(found, values.head !== undefined));
    return found.verdict.ok ? 0 : 1;
  } catch (error) {
    complain(error instanceof Error ? error.message : String(error));
    return error instanceof StartError ? 3 : 1;
  }
}

interface Found {
  /** Where the first fault is, or the last file. */
  readonly file: string;
  readonly verdict: ArchiveVerdict;
}

/** The files of a folder one after another: each must continue the one before it. */
async function verifyFiles(
  path: string,
  keys: readonly SigningKey['publicJwk'][],
  head: string | null,
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

function describe({ file, verdict }: Found, isHeadGiven: boolean): string {
  if (verdict.ok) {
    const { ledger, entries, seals, unsealed, head } = verdict;
    const lines = [
      `OK: the ledger ${ledger}; entries: ${entries}, seals: ${seals}, not sealed yet: ${unsealed}; it ends with ${head}.`,
      'Not looked at: the time-stamp tokens of seals. Check them with openssl ts.',
      ...(isHeadGiven ? [] : ['Not looked at: whether its end was cut off. Give the hash that you noted with --head.']),
    ];
    return lines.join('\n');
  }
  const { row, sequence, kind, message } = verdict;
  return `NOT as it was written: ${file}, row ${row}${sequence === null ? '' : `, entry ${sequence}`} (${kind}). ${message}`;
}

function readArguments(argv: readonly string[]) {
  try {
    const options = {
      keys: { type: 'string' },
      head: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    } as const;
    return parseArgs({ args: [...argv], options, allowPositionals: true });
  } catch (error) {
    throw new StartError(`${error instanceof Error ? error.message : String(error)}\n${LEDGER_USAGE}`);
  }
}
