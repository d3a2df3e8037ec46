import type { Location } from '../command-error.ts';
import type { Desk } from './desk.ts';

/** One line of the table: what somebody does, and the sentence, code and exit status that they must get. */
export interface BadInput {
  readonly when: string;
  readonly argv: readonly string[] | ((desk: Desk) => readonly string[]);
  readonly code: string;
  readonly exit: number;
  readonly says: RegExp;
  /** What is suggested. */
  readonly hints?: RegExp;
  /** Where the fault is said to be. */
  readonly at?: Location;
  /** Before; answers what the run needs (`RunOptions`), or nothing. */
  readonly set?: (desk: Desk) => unknown;
  /** What must be so afterwards. */
  readonly after?: (desk: Desk) => void | Promise<void>;
}
