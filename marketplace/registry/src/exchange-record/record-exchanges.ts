import {
  CityGraphError,
  canonicalJson,
  type ExchangeRecord,
  entryHash,
  genesisOf,
  type LedgerEntry,
} from '@citygraph/contract';
import { findRows, insertRows, type SubgraphContext, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { ExchangeRecordRow, ExchangeSubject } from './exchange-record.entity.ts';

const texts = z.array(z.string().max(400)).max(5_000);
const Record = z.strictObject({
  id: z.string().min(1).max(40),
  at: z.iso.datetime(),
  app: z.string().max(80).nullable(),
  organisation: z.string().max(18).nullable(),
  actor: z.string().max(64).nullable(),
  purpose: z.string().max(40).nullable(),
  case: z.string().max(60).nullable(),
  grants: texts,
  operation: z.string().max(400).nullable(),
  coordinates: texts,
  receivers: texts,
  subjects: z.array(z.string().max(40)).max(100_000),
  rows: z.int().min(0),
  requestHash: z.string().max(64),
  responseHash: z.string().max(64),
}) satisfies z.ZodType<ExchangeRecord>;

const Batch = z.strictObject({
  ledger: z.string().min(1).max(60),
  entries: z
    .array(
      z.strictObject({
        sequence: z.int().min(1),
        previous: z.string().length(64),
        hash: z.string().length(64),
        record: Record,
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
 * registry is the witness of each gateway's chain. @throws CONFLICT when an entry does not continue what is here.
 */
export function recordExchanges({ em }: SubgraphContext, input: unknown): Promise<Arrived> {
  return takeExchanges(em, input);
}

/** As `recordExchanges`, for a gateway of the same process. */
export async function takeExchanges(em: EntityManager, input: unknown): Promise<Arrived> {
  const { ledger, entries } = validate(Batch, input);
  return em.transactional(async (inner) => {
    const em = inner as EntityManager;
    const [end] = await findRows(em, ExchangeRecordRow, { ledger }, { orderBy: { sequence: 'desc' }, limit: 1 });
    let last = { sequence: end?.sequence ?? 0, hash: end?.chainHash ?? genesisOf(ledger) };
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
    await insertRows(
      em,
      ExchangeRecordRow,
      fresh.map(({ sequence, previous, hash, record }) => ({
        id: record.id,
        ledger,
        sequence,
        previous,
        chainHash: hash,
        at: new Date(record.at),
        app: record.app,
        organisation: record.organisation,
        record: canonicalJson(record),
      })),
    );
    await insertRows(
      em,
      ExchangeSubject,
      fresh.flatMap(({ record }) =>
        [...new Set(record.subjects)].map((subject) => ({
          subject,
          recordId: record.id,
          at: new Date(record.at),
          actor: record.actor,
        })),
      ),
    );
    return { sequence: last.sequence };
  });
}

async function assertSame(em: EntityManager, ledger: string, repeated: readonly LedgerEntry[]): Promise<void> {
  if (repeated.length === 0) return;
  const sequence = { $in: repeated.map((entry) => entry.sequence) };
  const here = new Map(
    (await findRows(em, ExchangeRecordRow, { ledger, sequence })).map((row) => [row.sequence, row.chainHash]),
  );
  const other = repeated.find((entry) => here.get(entry.sequence) !== entry.hash);
  if (other) throw conflict(ledger, other.sequence);
}

const conflict = (ledger: string, sequence: number): CityGraphError =>
  new CityGraphError('CONFLICT', `Entry ${sequence} of the ledger ${ledger} does not continue what has arrived.`);
