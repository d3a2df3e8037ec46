import { CityGraphError } from '@citygraph/contract';
import { newId } from '@citygraph/kit';
import { type EntityManager, raw } from '@mikro-orm/sql';
import { yuan } from '../amount.ts';
import { Wallet } from '../wallet/wallet.entity.ts';
import { LedgerEntry, type LedgerKind } from './ledger-entry.entity.ts';

export interface Movement {
  readonly cardId: string;
  readonly kind: LedgerKind;
  /** Positive: onto the card; negative: off it. */
  readonly amountCents: number;
  readonly at: Date;
  readonly paymentId?: string;
  readonly bankUscc?: string;
  readonly bankReference?: string;
}

/**
 * Moves money on a card and writes the entry that says so; the only place that changes a balance. Compare-and-set: the balance
 * is judged by the statement that changes it, so that two payments at once cannot both spend the last yuan. Runs in the
 * caller's transaction and answers the entry's id.
 * @throws CONFLICT when the card holds too little.
 */
export async function bookEntry(
  em: EntityManager,
  { cardId, amountCents, at, ...movement }: Movement,
): Promise<string> {
  const moved = await em.nativeUpdate(
    Wallet,
    { cardId, balanceCents: { $gte: Math.max(0, -amountCents) } },
    { balanceCents: raw('balance_cents + ?', [amountCents]), entries: raw('entries + 1') },
  );
  const { residentId, balanceCents, entries } = await em.findOneOrFail(
    Wallet,
    { cardId },
    { disableIdentityMap: true },
  );
  if (moved === 0) {
    throw new CityGraphError(
      'CONFLICT',
      `The card holds ${yuan(balanceCents)}, ${yuan(-amountCents - balanceCents)} less than ${yuan(-amountCents)}; top it up at a bank or pay a smaller amount.`,
      { extensions: { argument: 'amountCents' } },
    );
  }
  const id = newId('led_');
  await em.insert(LedgerEntry, {
    ...movement,
    id,
    cardId,
    residentId,
    sequence: entries,
    amountCents,
    balanceAfterCents: balanceCents,
    bookedAt: at,
  });
  return id;
}
