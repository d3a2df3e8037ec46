import { setTimeout as sleep } from 'node:timers/promises';
import { askAt, type LiveAnswer, type LiveHub } from './live-hub.ts';

/** Milliseconds. */
export interface Effect {
  /** From the mutation's request to its answer. */
  readonly ackMs: number;
  /** From then on until the slowest gateway answers by it; not exacter than one look takes. */
  readonly effectMs: number;
}

const GIVE_UP_MS = 120_000;
/** Between two looks at a gateway: a plugin answers a hundred times a second. */
const LOOK_MS = 20;
const OVERLOADED_MS = 250;

export interface Question {
  readonly query: string;
  readonly headers?: Readonly<Record<string, string>>;
}
export type Holds = (answer: LiveAnswer) => boolean;

/** A hub's gateways, looked at from outside until all of them answer by what was decided. */
export interface City {
  /** The one field that a mutation answers. @throws Error with what the hub says */
  act<T>(person: string, document: string, variables?: Readonly<Record<string, unknown>>): Promise<T>;
  /** Until every gateway answers so. */
  until(question: Question, holds: Holds): Promise<void>;
  measured(decide: () => Promise<unknown>, question: Question, holds: Holds): Promise<Effect>;
}

export const as = (person: string): Record<string, string> => ({ authorization: `Bearer ${person}` });
export const codeIs =
  (code: string): Holds =>
  ({ errors }) =>
    errors?.[0]?.extensions.code === code;

export function cityOf({ origins }: LiveHub): City {
  const [door = ''] = origins;
  const until: City['until'] = async ({ query, headers }, holds) => {
    await Promise.all(
      origins.map(async (origin) => {
        for (const began = performance.now(); ; await sleep(LOOK_MS)) {
          const answer = await askAt(origin, query, headers);
          if (holds(answer)) return;
          if (performance.now() - began > GIVE_UP_MS)
            throw new Error(`It did not come about within ${GIVE_UP_MS} ms: ${JSON.stringify(answer)}`);
        }
      }),
    );
  };
  return {
    async act<T>(person: string, document: string, variables?: Readonly<Record<string, unknown>>) {
      for (;;) {
        const answer = await askAt(door, document, as(person), variables);
        // On a busy machine a gateway says so, and asks for patience: that counts as waiting for the answer.
        if (codeIs('OVERLOADED')(answer)) await sleep(OVERLOADED_MS);
        else if (answer.errors) throw new Error(`${document} was refused: ${JSON.stringify(answer.errors)}`);
        else return Object.values(answer.data ?? {})[0] as T;
      }
    },
    until,
    async measured(decide, question, holds) {
      const began = performance.now();
      await decide();
      const answered = performance.now();
      await until(question, holds);
      return { ackMs: answered - began, effectMs: performance.now() - answered };
    },
  };
}
