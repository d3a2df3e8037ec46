import type { Viewer } from '@citygraph/contract';
import { idempotent, living, newId, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { actAsBank } from '../bank/act-as-bank.ts';
import { LOAN_PURPOSES, LoanProduct } from './loan-product.entity.ts';

/** One billion yuan: what no loan to a firm of the city reaches. */
const LARGEST_LOAN_CENTS = 100_000_000_000;

const LoanAmount = z
  .number()
  .int('give a whole number of cents')
  .min(100, 'give at least 100 cents')
  .max(LARGEST_LOAN_CENTS, `give at most ${LARGEST_LOAN_CENTS} cents`);

const Offer = z
  .strictObject({
    lender: z.string(),
    name: z.string().trim().min(2, 'give a name of 2 characters or more').max(120),
    purpose: z.enum(LOAN_PURPOSES),
    annualRateBp: z.number().int().min(1, 'give 1 to 2400 basis points').max(2400, 'give 1 to 2400 basis points'),
    minAmountCents: LoanAmount,
    maxAmountCents: LoanAmount,
    maxTermMonths: z.number().int().min(1, 'give 1 to 360 months').max(360, 'give 1 to 360 months'),
  })
  .refine(({ minAmountCents, maxAmountCents }) => minAmountCents <= maxAmountCents, {
    path: ['maxAmountCents'],
    error: 'it must not be less than minAmountCents',
  });

export type Offer = z.input<typeof Offer>;

/** A bank offers a kind of loan. Answers the product's id. */
export async function offerLoanProduct(
  em: EntityManager,
  viewer: Viewer,
  offer: Record<keyof Offer, unknown>,
  key: string | null,
  now: Date,
): Promise<string> {
  const input = validate(Offer, offer);
  const { lender, ...product } = input;
  await actAsBank(em, viewer, lender, 'lender');
  const isLiving = living(LoanProduct, { open: true });
  const request = { operation: 'offerLoanProduct', key, viewer, input, now, isLiving };
  return idempotent(em, request, async (inner) => {
    const id = newId('lp_');
    await inner.insert(LoanProduct, { ...product, id, lenderUscc: lender, open: true });
    return id;
  });
}
