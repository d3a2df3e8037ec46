import { CityGraphError } from '@citygraph/contract';
import { yuan } from '../amount.ts';
import type { LoanProduct } from '../loan-product/loan-product.entity.ts';

/** What is asked for when the applicant does not say: a year, or less where the product ends sooner. */
const USUAL_TERM_MONTHS = 12;

const refuse = (argument: string, message: string): never => {
  throw new CityGraphError('BAD_USER_INPUT', `${argument}: ${message}`, { extensions: { argument } });
};

export interface Wish {
  readonly applicant: string;
  readonly amountCents: number | null;
  readonly termMonths: number | null;
}

/** What an application asks for: what was said, else the product's largest amount for a year; within the product's bounds. */
export function termsOf(
  product: Pick<LoanProduct, 'lenderUscc' | 'minAmountCents' | 'maxAmountCents' | 'maxTermMonths'>,
  { applicant, amountCents, termMonths }: Wish,
): { amountCents: number; termMonths: number } {
  const { minAmountCents: least, maxAmountCents: most, maxTermMonths } = product;
  if (applicant === product.lenderUscc) refuse('applicant', 'a bank does not apply to itself.');
  if (amountCents !== null && (amountCents < least || amountCents > most)) {
    refuse('amountCents', `${yuan(amountCents)} is asked for; the product lends ${yuan(least)} to ${yuan(most)}.`);
  }
  if (termMonths !== null && termMonths > maxTermMonths) {
    refuse('termMonths', `${termMonths} months are asked for; the product runs for at most ${maxTermMonths}.`);
  }
  return { amountCents: amountCents ?? most, termMonths: termMonths ?? Math.min(USUAL_TERM_MONTHS, maxTermMonths) };
}

export type LoanDecision = 'APPROVE' | 'DECLINE';

/** What a decision grants: never more than was asked for; a refusal grants nothing and says why. */
export function grantedAmount(
  requestedCents: number,
  decision: LoanDecision,
  approvedAmountCents: number | null,
  reason: string | null,
): number | null {
  if (decision === 'DECLINE') {
    if (reason === null) refuse('reason', 'say why the application is declined.');
    if (approvedAmountCents !== null)
      refuse('approvedAmountCents', 'a declined application is granted nothing; leave it out.');
    return null;
  }
  if (approvedAmountCents !== null && approvedAmountCents > requestedCents) {
    refuse('approvedAmountCents', `${yuan(approvedAmountCents)} is more than the ${yuan(requestedCents)} applied for.`);
  }
  return approvedAmountCents ?? requestedCents;
}
