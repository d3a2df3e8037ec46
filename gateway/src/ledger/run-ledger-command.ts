import { userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import { StartError } from '@citygraph/contract';
import { readPublicKeys } from '../read-key-files.ts';
import { wordsOf } from '../words-of.ts';
import { acceptRestored, type Restored } from './accept-restored.ts';
import { type Found, verifyFiles } from './verify-files.ts';

export const LEDGER_USAGE = [
  'Usage: citygraph-gateway ledger verify <file or folder> --keys <JWK or JWKS> [--head <hash that was noted>] [--allow-unsealed] [--json]',
  '       citygraph-gateway ledger restored <folder of the ledger> --keys <JWK or JWKS> --reason <why>',
].join('\n');

type Print = (line: string) => void;

/**
 * Verifies archives offline, and takes one that was restored for the right one. Answers the exit code: 0 as it was written, or done; 1 not as it was written; 2 as it was written as far as it
 * is sealed, and nobody answers for its end; 3 a wrong setting.
 */
export async function runLedgerCommand(argv: readonly string[], print: Print, complain: Print): Promise<number> {
  try {
    const { values, positionals } = readArguments(argv);
    const [verb, path, ...others] = positionals;
    if (values.help) {
      print(LEDGER_USAGE);
      return 0;
    }
    if ((verb !== 'verify' && verb !== 'restored') || path === undefined || others.length > 0)
      throw new StartError(`Say verify and one file or folder, or restored and one folder.\n${LEDGER_USAGE}`);
    if (values.keys === undefined) throw new StartError(`--keys is missing.\n${LEDGER_USAGE}`);
    const keys = await readPublicKeys(values.keys, '--keys');
    if (verb === 'restored') {
      const reason = values.reason?.trim() ?? '';
      if (reason === '') throw new StartError(`--reason is missing: it is written down.\n${LEDGER_USAGE}`);
      const by = userInfo().username;
      const restored = await acceptRestored(path, keys, { at: new Date().toISOString(), by, reason });
      print(sayingOf(restored));
      return restored.found.verdict.ok ? 0 : 1;
    }
    const found = await verifyFiles(path, keys, values.head ?? null);
    const isAllowed = values['allow-unsealed'] === true;
    print(values.json ? JSON.stringify(found) : describe(found, { isHeadGiven: values.head !== undefined, isAllowed }));
    if (!found.verdict.ok) return 1;
    return found.verdict.unsealed === 0 || isAllowed ? 0 : 2;
  } catch (error) {
    complain(wordsOf(error));
    return error instanceof StartError ? 3 : 1;
  }
}

function sayingOf({ found, seen, now, isLost }: Restored): string {
  if (!found.verdict.ok) return describe(found);
  const { ledger } = found.verdict;
  if (!isLost) {
    const known =
      seen === null ? 'Nothing was seen sealed of it yet' : `The entries to ${seen.to} are there as they were sealed`;
    return `${known}: nothing was changed.`;
  }
  const goesOn = now === null ? 'nothing that is sealed' : `its seal of the entries ${now.from} to ${now.to}`;
  return `The entries to ${seen?.to} that were sealed here are given up; the ledger ${ledger} goes on behind ${goesOn}.`;
}

function describe({ file, verdict }: Found, { isHeadGiven = false, isAllowed = false } = {}): string {
  if (verdict.ok) {
    const { ledger, entries, seals, unsealed, sealedTo, head } = verdict;
    const found = unsealed === 0 || isAllowed ? 'OK' : `SEALED TO ENTRY ${sealedTo}`;
    const last = unsealed === 1 ? 'the last entry: it has' : `the last ${unsealed} entries: they have`;
    const lines = [
      `${found}: the ledger ${ledger}; entries: ${entries}, seals: ${seals}, not sealed yet: ${unsealed}; it ends with ${head}.`,
      ...(unsealed === 0
        ? []
        : [`Nobody answers for ${last} no seal yet, and whoever can write to the archive can have written them.`]),
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
      'allow-unsealed': { type: 'boolean' },
      reason: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    } as const;
    return parseArgs({ args: [...argv], options, allowPositionals: true });
  } catch (error) {
    throw new StartError(`${wordsOf(error)}\n${LEDGER_USAGE}`);
  }
}
