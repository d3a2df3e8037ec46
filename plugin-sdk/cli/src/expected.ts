import { CommandError } from './command-error.ts';
import type { MessageValue } from './messages/messages.ts';

/** What a hub must answer to an act that it did not refuse. */
export function expected<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new CommandError('BAD_ANSWER', 'error.empty-answer');
  return value;
}

/** What somebody named, or NOTHING_FOUND. */
export function found<T>(value: T | null | undefined, what: MessageValue): T {
  if (value === null || value === undefined) throw new CommandError('NOTHING_FOUND', 'error.nothing-found', { what });
  return value;
}
