import type { BenchCity } from './bench-city.ts';
import { type Mode, QUESTIONS, type QuestionName } from './graph/questions.ts';
import type { Entrant } from './line-up.ts';
import type { LoadProcess } from './load/load-process.ts';
import { type Figures, measure, medianFigures, requestsIn, warmUp } from './measure.ts';

export interface Cell {
  readonly contender: string;
  readonly question: QuestionName;
  readonly mode: Mode;
  /** Medians over the rounds; null: it failed, `reason` says how. */
  readonly figures: Figures | null;
  /** CPU of each round, to see how steady the machine was. */
  readonly rounds: readonly number[];
  readonly reason?: string;
}

export interface SideBySideOptions {
  readonly modes: readonly Mode[];
  readonly seconds: number;
  readonly rounds: number;
}

/** Every entrant under every load: warmed up first, then in turn, round after round, so that all see the same machine. */
export async function sideBySide(
  field: { city: BenchCity; load: LoadProcess },
  entrants: readonly Entrant[],
  { modes, seconds, rounds }: SideBySideOptions,
): Promise<Cell[]> {
  const cells: Cell[] = [];
  for (const question of Object.keys(QUESTIONS) as QuestionName[]) {
    for (const mode of modes) {
      const job = { query: QUESTIONS[question], mode };
      const runs = entrants.map(({ contender, gateway }) => ({
        contender,
        gateway,
        figures: [] as Figures[],
        pace: null as Figures | null,
        reason: null as string | null,
      }));
      for (let round = 0; round <= rounds; round++) {
        for (const run of runs) {
          if (run.reason !== null) continue;
          try {
            if (run.pace === null) {
              run.pace = await warmUp(field, run.gateway, job);
            } else {
              const until = requestsIn(seconds, run.pace);
              run.figures.push(await measure(field, run.gateway, { ...job, until }));
            }
          } catch (error) {
            run.reason = error instanceof Error ? error.message : String(error);
          }
        }
      }
      for (const { contender, figures, reason } of runs) {
        const cell = { contender: contender.id, question, mode, rounds: figures.map(({ cpuMs }) => cpuMs) };
        cells.push(reason === null ? { ...cell, figures: medianFigures(figures) } : { ...cell, figures: null, reason });
      }
    }
  }
  return cells;
}
