import { genesisOf, type LedgerSeal, leafHash, MerkleRoot, type SigningKey } from '@citygraph/contract';
import { type SeenSeal, seenOf } from '@citygraph/gateway';
import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { Head } from '../policy/head.entity.ts';
import { AUDIT_LEDGER } from './audit.ts';
import { AuditBroken } from './audit-broken.ts';
import { AuditEntry } from './audit-entry.entity.ts';
import { AuditSeal } from './audit-seal.entity.ts';
import { notAsSeen, trustedSeal } from './follow-seals.ts';
import { lastSegment } from './last-segment.ts';
import { assertFollows } from './seal-audit.ts';

export interface AuditVerdict {
  readonly intact: boolean;
  /** Entries that are as they were written, those before them that left for the archive among them. */
  readonly entries: number;
  /** First entry that is not as it was written, or the first under a seal that does not fit; null: all are. */
  readonly brokenAt: number | null;
}

const BATCH = 1_000;

/**
 * Reads the chain from its beginning, or from where the archive ends that it was cut down to, and every seal: an entry that was edited, removed, moved or put in is named, and
 * an end that was cut off or written anew behind a seal. With `keys` seals must be signed by one of them; without, they must fit. A seal that was `seen` must be there still.
 */
export async function verifyAudit(
  em: EntityManager,
  keys: readonly SigningKey['publicJwk'][] | null = null,
  seen: SeenSeal | null = null,
): Promise<AuditVerdict> {
  const head = await em.findOne(Head, { name: 'audit' }, { disableIdentityMap: true });
  let sequence = 0;
  try {
    const seals = sealsOf(em, keys);
    let isMissed = seen !== null;
    const next = async (): Promise<LedgerSeal | null> => {
      const one = await nextOf(seals);
      if (one && one.from === seen?.from && seenOf(one).digest === seen.digest) isMissed = false;
      return one;
    };
    let seal = await next();
    let before = { sequence: 0, hash: genesisOf(AUDIT_LEDGER) };
    const [first] = await findRows(
      em,
      AuditEntry,
      {},
      { fields: ['sequence'], orderBy: { sequence: 'asc' }, limit: 1 },
    );
    const gone = (first?.sequence ?? 1) - 1;
    for (; seal && seal.to <= gone; seal = await next()) before = { sequence: seal.to, hash: seal.head };
    // What left without a seal behind it, or without being in the archive, did not leave by our doing.
    const mayBeGone = Math.min(before.sequence, (await lastSegment(em))?.toSequence ?? 0);
    if (mayBeGone < gone) throw new AuditBroken(mayBeGone + 1, 'it is not there.');
    sequence = gone;
    let tree = new MerkleRoot();
    for await (const entry of entriesAfter(em, gone)) {
      assertFollows(entry, before);
      before = entry;
      tree.add(leafHash(Buffer.from(entry.hash, 'hex')));
      if (seal && entry.sequence === seal.to) {
        const isSealed = seal.head === entry.hash && seal.root === tree.root().toString('hex');
        if (!isSealed) throw new AuditBroken(seal.from, 'it, or one after it, is another than was sealed.');
        tree = new MerkleRoot();
        seal = await next();
      }
      sequence = entry.sequence;
    }
    // Whoever cuts the end off leaves a head that knows better, and a seal; one who mends the head leaves the seal.
    if (seal || (head && head.version !== sequence)) throw new AuditBroken(sequence + 1, 'it is not there.');
    // Whoever writes the last entry anew, hash and all, leaves a head that knows the old one.
    if (head && sequence > 0 && head.hash !== before.hash) throw new AuditBroken(sequence, 'the head is another.');
    if (seen && isMissed) {
      sequence = Math.min(sequence, seen.from - 1);
      throw notAsSeen(seen);
    }
    return { intact: true, entries: sequence, brokenAt: null };
  } catch (error) {
    if (!(error instanceof AuditBroken)) throw error;
    return { intact: false, entries: sequence, brokenAt: error.sequence };
  }
}

async function* entriesAfter(em: EntityManager, after: number): AsyncGenerator<AuditEntry> {
  for (let last = after; ; ) {
    const where = { sequence: { $gt: last } };
    const rows = await findRows(em, AuditEntry, where, { orderBy: { sequence: 'asc' }, limit: BATCH });
    yield* rows;
    if (rows.length < BATCH) return;
    last = rows.at(-1)?.sequence ?? last;
  }
}

/** Each seal in its place, and the one before it under it. @throws AuditBroken */
async function* sealsOf(
  em: EntityManager,
  keys: readonly SigningKey['publicJwk'][] | null,
): AsyncGenerator<LedgerSeal> {
  let before: { to: number; digest: string | null } = { to: 0, digest: null };
  for (;;) {
    const where = { fromSequence: { $gt: before.to } };
    const rows = await findRows(em, AuditSeal, where, { orderBy: { fromSequence: 'asc' }, limit: BATCH });
    for (const row of rows) {
      const seal = trustedSeal(row, keys);
      const isNext =
        seal.ledger === AUDIT_LEDGER &&
        seal.from === before.to + 1 &&
        seal.from === row.fromSequence &&
        seal.to === row.toSequence &&
        seal.previousSeal === before.digest;
      if (!isNext) throw new AuditBroken(before.to + 1, 'its seal is not there, or another.');
      before = seenOf(seal);
      yield seal;
    }
    if (rows.length < BATCH) return;
  }
}

async function nextOf<T>(generator: AsyncGenerator<T>): Promise<T | null> {
  const { value, done } = await generator.next();
  return done ? null : value;
}
