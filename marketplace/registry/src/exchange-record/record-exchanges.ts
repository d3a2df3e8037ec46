import {
  CityGraphError,
  entryHash,
  fitted,
  genesisOf,
  type LedgerEntry,
  LONGEST_LEDGER_NAME,
  RECORD_BOUNDS,
} from '@citygraph/contract';
import { findRows, insertRows, type SubgraphContext, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { App } from '../app/app.entity.ts';
import { ExchangeRecordRow, ExchangeSubject } from './exchange-record.entity.ts';
import { readRecord } from './read-record.ts';
import { type Circumstances, type KeptEntry, rowOfEntry } from './row-of-entry.ts';

/** Of a record nothing is demanded: who refuses one refuses all that come behind it. */
const Batch = z.strictObject({
  ledger: z.string().min(1),
  entries: z
    .array(
      z.strictObject({
        sequence: z.int().min(1),
        previous: z.string().length(64),
        hash: z.string().length(64),
        record: z.unknown(),
      }),
    )
    .max(500),
});

/** How far a ledger has arrived. */
export interface Arrived {
  readonly sequence: number;
}

/**
 * Takes what a gateway's ledger has gained, in order and without gaps; the hub's own operation. What has arrived already is left alone, and must be the same: the
 * registry is the witness of each gateway's chain. Whatever continues it is taken, marked where it is not as it should be. @throws CONFLICT when an entry does not
 * continue what is here.
 */
export function recordExchanges({ em, clock }: SubgraphContext, input: unknown): Promise<Arrived> {
  return takeExchanges(em, input, clock.now());
}

/** As `recordExchanges`, for a gateway of the same process. */
export async function takeExchanges(em: EntityManager, input: unknown, now: Date = new Date()): Promise<Arrived> {
  const { ledger: name, entries } = validate(Batch, input);
  const ledger = fitted(name, LONGEST_LEDGER_NAME);
  return em.transactional(async (inner) => {
    const em = inner as EntityManager;
    const [end] = await findRows(em, ExchangeRecordRow, { ledger }, { orderBy: { sequence: 'desc' }, limit: 1 });
    let last = { sequence: end?.sequence ?? 0, hash: end?.chainHash ?? genesisOf(name) };
    await assertSame(
      em,
      ledger,
      entries.filter(({ sequence }) => sequence <= last.sequence),
    );
    const fresh = entries.filter(({ sequence }) => sequence > last.sequence);
    for (const entry of fresh) {
      if (entry.sequence !== last.sequence + 1 || entry.previous !== last.hash || entryHash(entry) !== entry.hash) {
        throw conflict(ledger, entry.sequence);
      }
      last = entry;
    }
    const kept = await keptOf(em, ledger, fresh, now);
    await insertRows(
      em,
      ExchangeRecordRow,
      kept.map(({ row }) => row),
    );
    await insertRows(
      em,
      ExchangeSubject,
      kept.flatMap(({ subjects }) => subjects),
    );
    return { sequence: last.sequence };
  });
}

/** Rows of new entries; a key that a record before them has is not given twice. */
async function keptOf(
  em: EntityManager,
  ledger: string,
  fresh: readonly LedgerEntry[],
  now: Date,
): Promise<readonly KeptEntry[]> {
  if (fresh.length === 0) return [];
  const read = fresh.map((entry) => ({ entry, said: readRecord(entry.record) }));
  const ids = read.map(({ said }) => fitted(said.record.id, RECORD_BOUNDS.id));
  const there = await findRows(em, ExchangeRecordRow, { id: { $in: ids } }, { fields: ['id'] });
  // MySQL takes two keys for one that differ in case alone.
  const taken = new Set(there.map(({ id }) => id.toLowerCase()));
  const apps = [...new Set(read.flatMap(({ said }) => said.record.app ?? []))];
  const ours = await findRows(em, App, { clientId: { $in: apps }, thirdParty: false }, { fields: ['clientId'] });
  const circumstances: Circumstances = {
    isTaken: (id) => taken.has(id.toLowerCase()),
    isOurs: (app) => ours.some(({ clientId }) => clientId === app),
    now,
  };
  return read.map(({ entry, said }) => {
    const kept = rowOfEntry(entry, said, ledger, circumstances);
    taken.add(String(kept.row.id).toLowerCase());
    return kept;
  });
}

async function assertSame(em: EntityManager, ledger: string, repeated: readonly LedgerEntry[]): Promise<void> {
  if (repeated.length === 0) return;
  const sequence = { $in: repeated.map((entry) => entry.sequence) };
  const here = new Map(
    (await findRows(em, ExchangeRecordRow, { ledger, sequence })).map((row) => [row.sequence, row.chainHash]),
  );
  const other = repeated.find((entry) => here.get(entry.sequence) !== entry.hash || entryHash(entry) !== entry.hash);
  if (other) throw conflict(ledger, other.sequence);
}

const conflict = (ledger: string, sequence: number): CityGraphError =>
  new CityGraphError('CONFLICT', `Entry ${sequence} of the ledger ${ledger} does not continue what has arrived.`);
