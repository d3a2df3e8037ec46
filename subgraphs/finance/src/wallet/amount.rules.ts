import { z } from 'zod';

/** A hundred thousand yuan in one movement: what the payment system takes without a second look. */
export const MOST_AT_ONCE = 10_000_000;

/** Money that moves: whole cents, more than nothing. */
export const amountInCents = z
  .int('give whole cents')
  .min(1, 'give 1 cent or more')
  .max(MOST_AT_ONCE, `give at most ${MOST_AT_ONCE} cents at once`);
