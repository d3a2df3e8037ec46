import type { Benchmark } from '../benchmark.ts';
import { describeMachine, machineLine } from '../report/machine.ts';
import { figure, table } from '../report/table.ts';
import { publish } from '../report/write-results.ts';
import { startCity } from './bench-city.ts';
import { citygraph } from './contenders/citygraph.ts';
import { fillerSubgraphs } from './graph/filler-subgraphs.ts';
import { QUESTIONS, type QuestionName } from './graph/questions.ts';
import { startLoad } from './load/load-process.ts';
import { type Figures, measure, medianFigures, requestsIn, warmUp } from './measure.ts';

const SIZES = [10, 50, 100, 200];

interface SizeRow {
  readonly subgraphs: number;
  readonly question: QuestionName;
  readonly figures: Figures;
}

export const graphSizeBenchmark: Benchmark = {
  name: 'graph-size',
  description: `our CPU a request in graphs of ${SIZES.join(', ')} subgraphs, four of which are asked`,
  async run({ engine, seconds, rounds }) {
    await using open = new AsyncDisposableStack();
    const load = open.adopt(await startLoad(), (it) => it.close());
    const sizes = [];
    for (const subgraphs of SIZES) {
      const city = open.adopt(await startCity({ subgraphs: fillerSubgraphs(subgraphs - 4) }), (it) => it.close());
      const gateway = open.adopt(await citygraph({ engine }).start(city), (it) => it.close());
      sizes.push({ subgraphs, city, gateway });
    }
    const rows: SizeRow[] = [];
    for (const question of Object.keys(QUESTIONS) as QuestionName[]) {
      const job = { query: QUESTIONS[question], mode: 'unshared' } as const;
      const paces: Figures[] = [];
      for (const { city, gateway } of sizes) {
        paces.push(await warmUp({ city, load }, gateway, job));
      }
      const runs = sizes.map((size, n) => ({ ...size, pace: paces[n], figures: [] as Figures[] }));
      for (let round = 0; round < rounds; round++) {
        for (const { city, gateway, pace, figures } of runs) {
          if (pace) figures.push(await measure({ city, load }, gateway, { ...job, until: requestsIn(seconds, pace) }));
        }
      }
      rows.push(...runs.map(({ subgraphs, figures }) => ({ subgraphs, question, figures: medianFigures(figures) })));
    }
    const machine = describeMachine();
    await publish('graph-size', { machine, engine, rows }, `${machineLine(machine)}\n\n${sizeTable(rows)}`);
    return (Object.keys(QUESTIONS) as QuestionName[]).flatMap((question) => {
      const [first, ...others] = rows
        .filter((row) => row.question === question)
        .map(({ subgraphs, figures }) => ({ name: `${subgraphs} subgraphs`, value: figures.cpuMs }));
      return first ? [{ title: `${question}, by subgraphs that are there`, unit: 'ms', rows: [first, ...others] }] : [];
    });
  },
};

function sizeTable(rows: readonly SizeRow[]): string {
  return table(
    ['subgraphs', 'heavy, CPU ms', 'light, CPU ms', 'RSS MB'],
    SIZES.map((size) => {
      const of = (question: QuestionName) => rows.find((row) => row.subgraphs === size && row.question === question);
      const [heavy, light] = [of('heavy')?.figures, of('light')?.figures];
      const rss = Math.max(heavy?.rssMb ?? 0, light?.rssMb ?? 0);
      return [String(size), figure(heavy?.cpuMs ?? Number.NaN), figure(light?.cpuMs ?? Number.NaN), rss.toFixed(0)];
    }),
  );
}
