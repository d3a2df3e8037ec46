import { z } from 'zod';

/** The most that one payment or top-up moves: 100,000 yuan. */
export const LARGEST_TRANSFER_CENTS = 10_000_000;

/** What moves at once: whole cents, more than nothing. */
export const TransferCents = z
  .number()
  .int('give a whole number of cents')
  .min(1, 'give at least 1 cent')
  .max(LARGEST_TRANSFER_CENTS, `give at most ${LARGEST_TRANSFER_CENTS} cents at once`);

/** `1234` cents: `12.34 yuan`. */
export const yuan = (cents: number): string => `${(cents / 100).toFixed(2)} yuan`;
