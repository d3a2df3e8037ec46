import { CityGraphError } from '@citygraph/contract';
import { newId } from '@citygraph/kit';
import { type EntityManager, raw, UniqueConstraintViolationException } from '@mikro-orm/sql';
import { LedgerEntry, type LedgerKind } from './ledger-entry.entity.ts';
import { Wallet } from './wallet.entity.ts';

export interface Movement {
  readonly cardId: string;
  readonly kind: LedgerKind;
  /** Positive: in; negative: out. */
  readonly amountCents: number;
  readonly reference: string;
  readonly at: Date;
}

/** A card holds at most a million yuan: beyond that somebody has mistaken cents for something else. */
export const MOST_ON_A_CARD = 100_000_000;

/**
 * The one way money moves: balance and ledger together, inside the caller's transaction. The balance is changed by
 * compare-and-set, so that of two payments that together exceed it one is refused.
 */
export async function moveMoney(
  em: EntityManager,
  { cardId, kind, amountCents, reference, at }: Movement,
): Promise<void> {
  await em
    .insert(LedgerEntry, { id: newId('led_'), cardId, kind, amountCents, reference, at })
    .catch((error: unknown) => {
      if (!(error instanceof UniqueConstraintViolationException)) throw error;
      throw new CityGraphError('CONFLICT', `${reference} was entered already.`);
    });
  const moved = await em.nativeUpdate(
    Wallet,
    { cardId, balanceCents: { $gte: -amountCents, $lte: MOST_ON_A_CARD - amountCents } },
    { balanceCents: raw('balance_cents + ?', [amountCents]) },
  );
  if (moved > 0) return;
  throw new CityGraphError(
    'CONFLICT',
    amountCents < 0
      ? `The card does not hold ${-amountCents} cents; top it up first.`
      : `A card holds at most ${MOST_ON_A_CARD} cents.`,
  );
}
