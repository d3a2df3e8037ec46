import { CommandError } from './command-error.ts';
import { isStartError, textOfStartError } from './start-errors.ts';
import type { World } from './world.ts';

/** Whatever was thrown, as people and programs are told it. */
export function problemOf(error: unknown, world: Pick<World, 'env' | 'signal'>): CommandError {
  if (error instanceof CommandError) return error;
  if (world.signal.aborted) return new CommandError('INTERRUPTED', 'error.interrupted');
  // What cannot be used is said in a sentence, a port that is taken or a folder that is none; all else is a fault of ours.
  if (isStartError(error)) {
    return new CommandError('USAGE', 'error.usage', { reason: textOfStartError(error) });
  }
  const message =
    error instanceof Error
      ? world.env.CITYGRAPH_DEBUG
        ? (error.stack ?? error.message)
        : error.message
      : String(error);
  return new CommandError('INTERNAL', 'error.internal', { message }, { suggestions: [['hint.report']] });
}
