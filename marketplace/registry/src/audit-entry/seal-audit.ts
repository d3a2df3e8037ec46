import {
  digestOfPayload,
  entryHash,
  genesisOf,
  LEDGER_SEAL_ENTRIES,
  LEDGER_SEAL_TYPE,
  type LedgerSeal,
  leafHash,
  MerkleRoot,
  type SignedDocument,
  type SigningKey,
  signDocument,
} from '@citygraph/contract';
import { type SealMemory, seenOf } from '@citygraph/gateway';
import { findRows } from '@citygraph/kit';
import { type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/sql';
import { Head } from '../policy/head.entity.ts';
import { AUDIT_LEDGER } from './audit.ts';
import { AuditBroken } from './audit-broken.ts';
import { AuditEntry } from './audit-entry.entity.ts';
import { AuditSeal } from './audit-seal.entity.ts';
import { followSeals } from './follow-seals.ts';

export interface SealAuditOptions {
  /** Those that seal ledgers now: two while one is being changed. */
  readonly keys: readonly SigningKey[];
  readonly now: Date;
  /** What was seen of it, outside the database: a database that is behind it is not sealed. Default: nothing is remembered. */
  readonly memory?: SealMemory | undefined;
  /** Others that may have sealed: registries beside this one, and those before. */
  readonly known?: readonly SigningKey['publicJwk'][];
  /** A time-stamp token over a Merkle root (RFC 3161); a seal that could not be dated is set all the same. */
  readonly timestamp?: ((sha256: Uint8Array) => Promise<string>) | undefined;
  /** Acts after which a seal is set. */
  readonly entries?: number;
  /** Milliseconds after which a seal is set on what is there. */
  readonly ms?: number;
}

export const sealOf = ({ document }: Pick<AuditSeal, 'document'>): LedgerSeal =>
  (JSON.parse(document) as SignedDocument<LedgerSeal>).payload;

/**
 * Sets a seal behind the acts that have none, once there are enough of them or the first has waited long enough. Every act is read and must follow the one before it. Answers
 * how many were sealed. @throws AuditBroken where one does not, and where a seal that was seen is not there any more
 */
export async function sealAudit(
  em: EntityManager,
  { keys, now, memory, known = [], timestamp, entries = LEDGER_SEAL_ENTRIES, ms = 60_000 }: SealAuditOptions,
): Promise<number> {
  if (memory) await followSeals(em, memory, [...known, ...keys.map(({ publicJwk }) => publicJwk)]);
  const [last] = await findRows(em, AuditSeal, {}, { orderBy: { fromSequence: 'desc' }, limit: 1 });
  const from = (last?.toSequence ?? 0) + 1;
  // The head first: whatever it counts is there to be read afterwards.
  const [head] = await findRows(em, Head, { name: 'audit' });
  if (!head || head.version < from - 1)
    throw new AuditBroken((head?.version ?? 0) + 1, 'what was sealed is not there.');
  if (head.version < from) return 0;
  const rows = await findRows(
    em,
    AuditEntry,
    { sequence: { $gte: from } },
    { orderBy: { sequence: 'asc' }, limit: entries },
  );
  const tree = new MerkleRoot();
  let before = last
    ? { sequence: last.toSequence, hash: sealOf(last).head }
    : { sequence: 0, hash: genesisOf(AUDIT_LEDGER) };
  for (const row of rows) {
    assertFollows(row, before);
    tree.add(leafHash(Buffer.from(row.hash, 'hex')));
    before = row;
  }
  const [first] = rows;
  if (!first) throw new AuditBroken(from, 'it is not there.');
  const { at } = JSON.parse(first.record) as { at: string };
  if (rows.length < entries && now.getTime() - new Date(at).getTime() < ms) return 0;
  const root = tree.root();
  const seal: LedgerSeal = {
    ledger: AUDIT_LEDGER,
    from,
    to: before.sequence,
    head: before.hash,
    root: root.toString('hex'),
    previousSeal: last?.digest ?? null,
    sealedAt: now.toISOString(),
    timestampToken: (await timestamp?.(root).catch(() => null)) ?? null,
  };
  try {
    await em.insert(AuditSeal, {
      fromSequence: from,
      toSequence: seal.to,
      digest: digestOfPayload(seal),
      document: JSON.stringify(signDocument(LEDGER_SEAL_TYPE, seal, keys)),
      sealedAt: now,
    });
  } catch (error) {
    // Another process has set it at this very moment.
    if (error instanceof UniqueConstraintViolationException) return 0;
    throw error;
  }
  await memory?.keep(seenOf(seal));
  return rows.length;
}

/** @throws AuditBroken */
export function assertFollows(row: AuditEntry, before: { readonly sequence: number; readonly hash: string }): void {
  const { sequence, previous, record, hash } = row;
  if (sequence !== before.sequence + 1) throw new AuditBroken(before.sequence + 1, 'it is not there.');
  if (previous !== before.hash) throw new AuditBroken(sequence, 'it follows another entry than the one before it.');
  let own: string | null = null;
  try {
    own = entryHash({ sequence, previous, record: JSON.parse(record) });
  } catch {}
  if (own !== hash) throw new AuditBroken(sequence, 'it is not what it was when it was written.');
}
