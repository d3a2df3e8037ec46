import type { CommandError } from '../command-error.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Line } from './line.ts';

/** What a command found or did: `data` for programs, `text` for people. */
export interface Outcome {
  readonly data: unknown;
  readonly text: readonly Line[];
  /** Default 0. */
  readonly exit?: ExitCode;
  /** Why it is not well though it ran. */
  readonly problem?: CommandError;
}
