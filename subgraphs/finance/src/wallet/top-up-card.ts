import { CityGraphError, type Viewer } from '@citygraph/contract';
import { idempotent, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { Bank } from '../loan-product/bank.entity.ts';
import { amountInCents } from './amount.rules.ts';
import { moveMoney } from './move-money.ts';
import { Wallet } from './wallet.entity.ts';

const TopUp = z.strictObject({
  cardId: z.string().min(1).max(40),
  amountCents: amountInCents,
  bankReference: z
    .string()
    .regex(/^[A-Za-z0-9-]{6,35}$/, 'give the bank’s own reference: 6 to 35 letters, digits and hyphens'),
});

/** A bank's staff book money that has arrived for a card. A bank's reference is booked once, whoever sends it again. Answers the card. */
export async function topUpCard(
  em: EntityManager,
  viewer: Viewer,
  topUp: z.infer<typeof TopUp>,
  key: string | null,
  now: Date,
): Promise<string> {
  const input = validate(TopUp, topUp);
  const bank = viewer.principal.agency;
  return idempotent(em, { operation: 'topUpCard', key, viewer, input, now }, async (inner) => {
    if (bank === null || !(await inner.findOne(Bank, { uscc: bank }))) {
      throw new CityGraphError('FORBIDDEN', 'Money is booked by the staff of a bank of the city.');
    }
    if (!(await inner.findOne(Wallet, { cardId: input.cardId }))) {
      throw new CityGraphError('NOT_FOUND', `cardId: no card ${input.cardId} has a purse.`, {
        extensions: { argument: 'cardId' },
      });
    }
    const { cardId, amountCents } = input;
    await moveMoney(inner, {
      cardId,
      amountCents,
      kind: 'TOP_UP',
      reference: `${bank} ${input.bankReference}`,
      at: now,
    });
    return cardId;
  });
}
