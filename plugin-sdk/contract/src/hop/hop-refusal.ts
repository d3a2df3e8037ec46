import { CityGraphError } from '../error.ts';
import type { REQUEST_CHECKS } from './request-checks.ts';
import type { TOKEN_CHECKS } from './token-checks.ts';

/** By what a request is refused: a check of its own or of its token, its shape (`form`), or that it came before (`once`). */
export type HopCheck = 'form' | 'once' | keyof typeof REQUEST_CHECKS | `token.${'form' | keyof typeof TOKEN_CHECKS}`;

/** UNAUTHENTICATED, with the check that refused: for the log of who runs the subgraph, never part of the answer. */
export class HopRefusal extends CityGraphError {
  readonly check: HopCheck;

  constructor(check: HopCheck, message: string) {
    super('UNAUTHENTICATED', message);
    this.check = check;
  }
}
