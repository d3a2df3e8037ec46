import { UniqueConstraintViolationException } from '@mikro-orm/sql';

/** Somebody else raised the same level of a clock at this very moment, and told of it. */
export function unlessRaised(error: unknown): void {
  if (!(error instanceof UniqueConstraintViolationException)) throw error;
}
