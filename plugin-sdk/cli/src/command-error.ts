import { COMMAND_ERRORS, type CommandErrorCode, type ExitCode, exitOfHubError } from './exit-codes.ts';
import type { MessageKey, MessageValues } from './messages/messages.ts';

/** A place in a file of the caller's. Lines and columns count from 1. */
export interface Location {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

export interface ErrorDetails {
  readonly location?: Location | null;
  /** What to do, best first. */
  readonly suggestions?: readonly Suggestion[];
  /** What was found out all the same. */
  readonly data?: unknown;
  /** For people, above the error. */
  readonly text?: readonly Suggestion[];
  readonly exit?: ExitCode;
}

/** A sentence of the catalogue, or words that are somebody else's. */
export type Suggestion = readonly [key: MessageKey, values?: MessageValues] | string;

/** Why a command ends without what it was asked for: a code for programs, a sentence of the catalogue for people. */
export class CommandError extends Error {
  override name = 'CommandError';
  readonly code: string;
  readonly exit: ExitCode;
  /** null: `message` is the hub's own. */
  readonly key: MessageKey | null;
  readonly values: MessageValues;
  readonly details: ErrorDetails;

  constructor(code: CommandErrorCode, key: MessageKey, values: MessageValues = {}, details: ErrorDetails = {}) {
    super(`${code} ${JSON.stringify(values)}`);
    this.code = code;
    this.exit = details.exit ?? COMMAND_ERRORS[code];
    this.key = key;
    this.values = values;
    this.details = details;
  }

  /** The hub's word, in the hub's words, where it gave any. */
  static ofHub(code: string, message: string, details: ErrorDetails = {}): CommandError {
    const error = new CommandError('HUB_FAILED', 'error.no-reason', {}, details);
    const exit = details.exit ?? exitOfHubError(code);
    return Object.assign(error, { code, exit, ...(message !== '' && { message, key: null }) });
  }
}
