import { ask } from './ask.ts';
import { clientRequest, QUESTIONS, type QuestionName } from './graph/questions.ts';
import type { Entrant } from './line-up.ts';
import { latencyOf } from './load/latency-of.ts';
import type { Latency } from './load/load-job.ts';

export interface UnloadedLatency {
  readonly contender: string;
  readonly question: QuestionName;
  readonly latency: Latency;
}

const WARM_UP = 50;
const REQUESTS = 200;
/** Clear of the numbers that the load uses. */
const FROM = 20_000_000_000;

/** One request after another: how long a caller waits who is alone. */
export async function unloadedLatency(entrants: readonly Entrant[]): Promise<UnloadedLatency[]> {
  const rows: UnloadedLatency[] = [];
  let number = FROM;
  for (const question of Object.keys(QUESTIONS) as QuestionName[]) {
    for (const { contender, gateway } of entrants) {
      const milliseconds: number[] = [];
      for (let n = 0; n < WARM_UP + REQUESTS; n++) {
        const answer = await ask(gateway.url, clientRequest(QUESTIONS[question], 'unshared', number++));
        if (n >= WARM_UP) milliseconds.push(answer.milliseconds);
      }
      rows.push({ contender: contender.id, question, latency: latencyOf(milliseconds) });
    }
  }
  return rows;
}
