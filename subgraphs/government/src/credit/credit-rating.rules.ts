import type { CreditCategory } from './credit-category.ts';

/** Names the rule below; whoever stores a rating stores this beside it. Changes whenever the rule does. */
export const CREDIT_RATING_MODEL = 'citygraph-public-credit-1';

/** A penalty counts for three years from the day it took effect. */
const PENALTY_YEARS = 3;

/** Nothing else moves the rating. */
export const WEIGHING = ['DISHONESTY_LISTING', 'ADMINISTRATIVE_PENALTY'] as const satisfies readonly CreditCategory[];

export type CreditRating = 'A' | 'B' | 'C' | 'D';

interface Rated {
  readonly category: CreditCategory;
  readonly effectiveFrom: string;
  readonly redressedAt: string | null;
}

/**
 * D: listed as dishonest. C: two penalties or more. B: one penalty. A: none of these. A record counts from the day it takes
 * effect until it is redressed; licences, commitments and what the entity says of itself weigh nothing.
 */
export function creditRating(records: readonly Rated[], today: string): CreditRating {
  const living = records.filter(
    ({ effectiveFrom, redressedAt }) => effectiveFrom <= today && (redressedAt === null || redressedAt > today),
  );
  if (living.some(({ category }) => category === 'DISHONESTY_LISTING')) return 'D';
  const since = `${Number(today.slice(0, 4)) - PENALTY_YEARS}${today.slice(4)}`;
  const penalties = living.filter(
    ({ category, effectiveFrom }) => category === 'ADMINISTRATIVE_PENALTY' && effectiveFrom > since,
  ).length;
  return penalties === 0 ? 'A' : penalties === 1 ? 'B' : 'C';
}
