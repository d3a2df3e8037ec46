import type { ServerResponse } from 'node:http';
import { JSON_TYPE } from './negotiate.ts';
import { respond } from './respond.ts';

export interface Drain {
  /** Answers a request, or says 503 when no more are taken. */
  admit(res: ServerResponse, answer: () => Promise<void>): Promise<void>;
  isDraining(): boolean;
  inFlight(): number;
  /** Requests that were answered so far; those that waited until it was too late (503) were not. */
  answered(): number;
  /** Resolves when nothing is in flight any more. */
  drain(): Promise<void>;
}

export function createDrain(): Drain {
  let draining = false;
  let inFlight = 0;
  let answered = 0;
  let done: (() => void)[] = [];
  return {
    async admit(res, answer) {
      if (draining) {
        const error = {
          message: 'This gateway is stopping. Send the request again.',
          extensions: { code: 'OVERLOADED' },
        };
        respond(res, 503, JSON_TYPE, { errors: [error] }, { 'retry-after': '1', connection: 'close' });
        return;
      }
      inFlight += 1;
      try {
        await answer();
      } finally {
        inFlight -= 1;
        if (res.statusCode !== 503) answered += 1;
        if (inFlight === 0) {
          for (const resolve of done) resolve();
          done = [];
        }
      }
    },
    isDraining: () => draining,
    inFlight: () => inFlight,
    answered: () => answered,
    drain() {
      draining = true;
      return inFlight === 0 ? Promise.resolve() : new Promise((resolve) => done.push(resolve));
    },
  };
}
