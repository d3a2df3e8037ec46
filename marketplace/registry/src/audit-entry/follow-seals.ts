import { LEDGER_SEAL_TYPE, type LedgerSeal, type SigningKey, verifyDocument } from '@citygraph/contract';
import { type SealMemory, type SeenSeal, seenOf } from '@citygraph/gateway';
import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { wordsOf } from '../words-of.ts';
import { AuditBroken } from './audit-broken.ts';
import { AuditSeal } from './audit-seal.entity.ts';

const BATCH = 1_000;

/** What a seal of the database says, once somebody answers for it who may. With null it has to fit, whoever signed it. @throws AuditBroken */
export function trustedSeal(
  { fromSequence, document }: Pick<AuditSeal, 'fromSequence' | 'document'>,
  keys: readonly SigningKey['publicJwk'][] | null,
): LedgerSeal {
  try {
    if (keys === null) return (JSON.parse(document) as { payload: LedgerSeal }).payload;
    return verifyDocument(JSON.parse(document), LEDGER_SEAL_TYPE, keys) as LedgerSeal;
  } catch (error) {
    throw new AuditBroken(fromSequence, `its seal cannot be trusted: ${wordsOf(error)}.`);
  }
}

/** The database is behind what was seen of it, or another. */
export const notAsSeen = ({ from, to }: SeenSeal): AuditBroken =>
  new AuditBroken(
    from,
    `this registry has seen the acts ${from} to ${to} sealed, and that seal is not in the database any more. Whoever restored an older backup on purpose says so with citygraph-registry audit restored; otherwise the database was changed.`,
  );

/**
 * Holds the seals of the database against the last one that was seen here: it must be there still, and what others sealed since must continue it, signed by one of `keys`. The newest is
 * remembered from then on. Where nothing was seen yet, it begins with the last that is there. @throws AuditBroken
 */
export async function followSeals(
  em: EntityManager,
  memory: SealMemory,
  keys: readonly SigningKey['publicJwk'][],
): Promise<void> {
  const seen = await memory.last();
  const newest = seen === null ? await lastSeal(em, keys) : await newestBehind(em, seen, keys);
  if (newest !== null && newest.digest !== seen?.digest) await memory.keep(newest);
}

/** The last one of the database; null: there is none. @throws AuditBroken */
export async function lastSeal(
  em: EntityManager,
  keys: readonly SigningKey['publicJwk'][] | null,
): Promise<SeenSeal | null> {
  const [last] = await findRows(em, AuditSeal, {}, { orderBy: { fromSequence: 'desc' }, limit: 1 });
  return last ? seenOf(trustedSeal(last, keys)) : null;
}

/** Whether the database has the very seal that was seen. */
export async function hasSeal(em: EntityManager, { from, digest }: SeenSeal): Promise<boolean> {
  const [row] = await findRows(em, AuditSeal, { fromSequence: from });
  return row !== undefined && seenOf(trustedSeal(row, null)).digest === digest;
}

async function newestBehind(
  em: EntityManager,
  seen: SeenSeal,
  keys: readonly SigningKey['publicJwk'][],
): Promise<SeenSeal> {
  if (!(await hasSeal(em, seen))) throw notAsSeen(seen);
  let newest = seen;
  for await (const seal of sealsAfter(em, seen.to, keys)) {
    if (seal.previousSeal !== newest.digest || seal.from !== newest.to + 1)
      throw new AuditBroken(seal.from, 'its seal does not continue the one before it.');
    newest = seenOf(seal);
  }
  return newest;
}

async function* sealsAfter(
  em: EntityManager,
  after: number,
  keys: readonly SigningKey['publicJwk'][],
): AsyncGenerator<LedgerSeal> {
  for (let last = after; ; ) {
    const where = { fromSequence: { $gt: last } };
    const rows = await findRows(em, AuditSeal, where, { orderBy: { fromSequence: 'asc' }, limit: BATCH });
    for (const row of rows) yield trustedSeal(row, keys);
    if (rows.length < BATCH) return;
    last = rows.at(-1)?.fromSequence ?? last;
  }
}
