import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { StartError, verifyArchive } from '@citygraph/contract';
import { archiveFileName, linesOf, sealMemory } from '@citygraph/gateway';
import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { acceptRestored } from '../audit-entry/accept-restored.ts';
import { archiveAudit, digestOfFile } from '../audit-entry/archive-audit.ts';
import { AuditKeyRow } from '../audit-entry/audit-key.entity.ts';
import { AuditSegment } from '../audit-entry/audit-seal.entity.ts';
import { noteAuditKeys } from '../audit-entry/note-audit-keys.ts';
import { sealAudit } from '../audit-entry/seal-audit.ts';
import type { Flags, Outcome } from './command.ts';
import { reasonOf, viewerOf } from './graph-commands.ts';
import { type PublicKeys, readKey, readLedgerKeys } from './key-files.ts';
import { withDatabase } from './with-database.ts';

/**
 * `audit archive` seals what there is and writes it into the archive now; `audit verify` reads every file of the archive and holds it against what the database noted of it;
 * `audit keys` says, as a JWKS, every key that has sealed; `audit restored` takes an older database for the right one.
 */
export async function keepAudit([act = '', ...more]: readonly string[], flags: Flags): Promise<Outcome> {
  if (!['archive', 'verify', 'keys', 'restored'].includes(act) || more.length > 0)
    throw new StartError('Give audit archive, audit verify, audit keys, or audit restored.');
  if (act === 'restored') return restored(flags);
  if (act === 'keys') return withDatabase(flags, (em) => publicKeys(em()));
  const { archive: folder } = flags;
  if (folder === undefined) throw new StartError('Say where the archive is: --archive <folder>.');
  if (act === 'verify') {
    const keys = await readLedgerKeys(flags);
    return withDatabase(flags, (em) => verifyFiles(em(), folder, keys));
  }
  const [key, known] = [await readKey(flags), flags['ledger-keys'] === undefined ? [] : await readLedgerKeys(flags)];
  return withDatabase(flags, async (em) => {
    const now = new Date();
    await noteAuditKeys(em(), [key], now);
    let sealed = 0;
    const memory = flags.memory === undefined ? undefined : sealMemory(flags.memory);
    for (let count = 1; count > 0; sealed += count)
      count = await sealAudit(em(), { keys: [key], known, memory, now, ms: 0 });
    const files: string[] = [];
    const options = { folder, keys: [...known, key.publicJwk], now, ms: 0 };
    for (let file = await archiveAudit(em(), options); file !== null; file = await archiveAudit(em(), options))
      files.push(file);
    const written = files.length === 0 ? 'nothing was to be archived' : `written: ${files.join(', ')}`;
    return { code: 0, lines: [`${sealed} acts were sealed; ${written}.`] };
  });
}

/** Whoever put an older backup back says so: the next seal continues it, and both the chain and the memory keep that it was said. */
async function restored(flags: Flags): Promise<Outcome> {
  const reason = reasonOf(flags);
  if (flags.memory === undefined) {
    throw new StartError('Say where the registry remembers what it has seen: --memory <own.audit.memoryFile>.');
  }
  if (!existsSync(flags.memory))
    throw new StartError(`There is no ${flags.memory}: name what own.audit.memoryFile names.`);
  const memory = sealMemory(flags.memory);
  const keys = flags['ledger-keys'] === undefined ? null : await readLedgerKeys(flags);
  return withDatabase(flags, async (em) => {
    const accepted = await acceptRestored(em(), memory, viewerOf(flags), { keys, reason }, new Date());
    const { seen, now, isLost } = accepted;
    if (!isLost) {
      const known =
        seen === null ? 'Nothing has been seen sealed yet' : `Acts to ${seen.to} are there as they were sealed`;
      return { code: 0, lines: [`${known}: nothing was changed.`] };
    }
    const goesOn = now === null ? 'nothing that is sealed' : `the seal of the acts ${now.from} to ${now.to}`;
    const lost = `The acts ${seen?.from} to ${seen?.to} that were sealed here are given up; the chain goes on behind ${goesOn}.`;
    const [last] = await findRows(em(), AuditSegment, {}, { orderBy: { number: 'desc' }, limit: 1 });
    const next = archiveFileName((last?.number ?? 0) + 1);
    const aside = `If the archive has ${next} or later files, move them aside, for the auditor: they are of the database before.`;
    return { code: 0, lines: [lost, aside] };
  });
}

async function publicKeys(em: EntityManager): Promise<Outcome> {
  const rows = await findRows(em, AuditKeyRow, {}, { orderBy: { since: 'asc', kid: 'asc' } });
  if (rows.length === 0) return wrong('No registry has sealed this audit yet: there is no key.');
  const keys = rows.map(({ publicKey }) => JSON.parse(publicKey) as unknown);
  return { code: 0, lines: [JSON.stringify({ keys }, null, 2)] };
}

async function verifyFiles(em: EntityManager, folder: string, keys: PublicKeys): Promise<Outcome> {
  const segments = await findRows(em, AuditSegment, {}, { orderBy: { number: 'asc' } });
  for (const { number, toSequence, file } of segments) {
    const path = join(folder, archiveFileName(number));
    const verdict = await verifyArchive(linesOf(path), keys).catch(() => null);
    if (verdict === null) return wrong(`${path} cannot be read.`);
    if (!verdict.ok) {
      const { row, sequence, message } = verdict;
      return wrong(`${path}, row ${row}${sequence === null ? '' : `, act ${sequence}`}: ${message}`);
    }
    const { end, entries, continues } = verdict;
    const last = (continues?.sequence ?? 0) + entries;
    // An end that was cut off is sound as far as it goes; the database knows how far it went.
    if (last < toSequence)
      return wrong(`${path}: its end was cut off behind act ${last}; it went on to ${toSequence}.`);
    if (end?.file !== file || (await digestOfFile(path)) !== file)
      return wrong(`${path} is sound and signed, and not the file that was written.`);
  }
  const acts = segments.at(-1)?.toSequence ?? 0;
  return { code: 0, lines: [`${segments.length} files with ${acts} acts are as they were written.`] };
}

const wrong = (line: string): Outcome => ({ code: 1, lines: [line] });
