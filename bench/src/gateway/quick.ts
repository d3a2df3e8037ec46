import type { RunOptions } from '../benchmark.ts';
import { figure } from '../report/table.ts';
import { startCity } from './bench-city.ts';
import type { QuestionName } from './graph/questions.ts';
import { lineUp } from './line-up.ts';
import { startLoad } from './load/load-process.ts';
import { sideBySide } from './side-by-side.ts';

const QUICK = { modes: ['unshared'], seconds: 2, rounds: 2 } as const;

/** Apollo and ours, unshared; the last line is for programs. Writes nothing. */
export async function runQuick({ engine }: Pick<RunOptions, 'engine'>): Promise<void> {
  await using open = new AsyncDisposableStack();
  const city = open.adopt(await startCity(), (it) => it.close());
  const load = open.adopt(await startLoad(), (it) => it.close());
  const line = open.adopt(await lineUp(city, { only: ['apollo', 'citygraph'], engine }), (it) => it.close());
  const cells = await sideBySide({ city, load }, line.entrants, QUICK);
  for (const { question, contender, figures, reason } of cells) {
    const said = figures
      ? `${figure(figures.cpuMs)} ms CPU, p50 ${figure(figures.p50)} ms, p99 ${figure(figures.p99)} ms, ${figure(figures.subrequests)} subrequests, ${figure(figures.rssMb)} MB`
      : reason;
    process.stdout.write(`${question.padEnd(5)} ${contender.padEnd(9)} ${said}\n`);
  }
  const cpu = (id: string, question: QuestionName) =>
    cells.find((cell) => cell.contender === id && cell.question === question)?.figures?.cpuMs ?? Number.NaN;
  const ratio = (question: QuestionName) => (cpu('apollo', question) / cpu('citygraph', question)).toFixed(2);
  process.stdout.write(`heavy_ratio=${ratio('heavy')} light_ratio=${ratio('light')}\n`);
}
