import { setTimeout as sleep } from 'node:timers/promises';
import type { GraphQLAnswer } from '../hub-client.ts';

/** From a decision or a start to its effect, on a machine that others use as well. */
const SOON_MS = 90_000;

/** Asks until it holds; an answer that never holds is thrown, whole. */
export async function soon(
  question: () => Promise<GraphQLAnswer>,
  holds: (answer: GraphQLAnswer) => boolean,
): Promise<GraphQLAnswer> {
  for (const until = Date.now() + SOON_MS; ; await sleep(250)) {
    const answer = await question();
    if (holds(answer)) return answer;
    if (Date.now() > until) throw new Error(`It did not come about within ${SOON_MS} ms: ${answer.text}`);
  }
}
