import type { CommandError, Suggestion } from './command-error.ts';
import { EXIT } from './exit-codes.ts';

/** One of several acts failed: why, in the hub’s own word, with what was done before it, and a status that does not say that nothing was. */
export function partlyDone(error: CommandError, hint: Suggestion, data: unknown): CommandError {
  const { details, exit } = error;
  return Object.assign(error, {
    exit: exit === EXIT.interrupted ? exit : EXIT.unknown,
    details: { ...details, suggestions: [hint, ...(details.suggestions ?? [])], data },
  });
}
