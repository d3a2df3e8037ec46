import { CityGraphError, type Viewer } from '@citygraph/contract';
import { idempotent, validate } from '@citygraph/kit';
import { type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/sql';
import { z } from 'zod';
import { TransferCents } from '../amount.ts';
import { actAsBank } from '../bank/act-as-bank.ts';
import { Wallet } from '../wallet/wallet.entity.ts';
import { bookEntry } from './book-entry.ts';

const TopUp = z.strictObject({
  cardId: z.string().min(1).max(40),
  bank: z.string(),
  /** ISO 20022 EndToEndIdentification is a Max35Text. */
  bankReference: z
    .string()
    .regex(/^[A-Za-z0-9./_-]{1,35}$/, "give the bank's reference: 1 to 35 letters, digits or ./_-"),
  amountCents: TransferCents,
});

/**
 * A bank says that money for a card has arrived, under a reference of its own that counts once. The bank alone may: whoever
 * could say it of one's own card could make money. Answers the ledger entry's id.
 */
export async function topUpCard(
  em: EntityManager,
  viewer: Viewer,
  topUp: z.infer<typeof TopUp>,
  key: string | null,
  now: Date,
): Promise<string> {
  const input = validate(TopUp, topUp);
  const { cardId, bank, bankReference, amountCents } = input;
  await actAsBank(em, viewer, bank, 'bank');
  if ((await em.count(Wallet, { cardId })) === 0) {
    throw new CityGraphError('NOT_FOUND', `cardId: there is no card ${cardId}.`, {
      extensions: { argument: 'cardId' },
    });
  }
  return idempotent(em, { operation: 'topUpCard', key, viewer, input, now }, (inner) =>
    bookEntry(inner, { cardId, kind: 'TOP_UP', amountCents, at: now, bankUscc: bank, bankReference }).catch(
      (error: unknown) => {
        if (!(error instanceof UniqueConstraintViolationException)) throw error;
        throw new CityGraphError(
          'CONFLICT',
          `bankReference: ${bank} has booked ${bankReference} already; a transfer counts once.`,
          { extensions: { argument: 'bankReference' } },
        );
      },
    ),
  );
}
