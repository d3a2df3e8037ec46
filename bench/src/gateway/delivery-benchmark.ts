import type { Benchmark, Comparison } from '../benchmark.ts';
import { describeMachine, machineLine } from '../report/machine.ts';
import { figure, table } from '../report/table.ts';
import { publish } from '../report/write-results.ts';
import { startCity } from './bench-city.ts';
import { type CitygraphOptions, citygraph } from './contenders/citygraph.ts';
import { QUESTIONS } from './graph/questions.ts';
import { startLoad } from './load/load-process.ts';
import { type Figures, measure, medianFigures, requestsIn, warmUp } from './measure.ts';

const VARIANTS: readonly { readonly name: string; readonly options: Partial<CitygraphOptions> }[] = [
  { name: 'one graph, nothing reported', options: {} },
  { name: 'four graphs, 200 people dealt to them', options: { graphs: 4 } },
  { name: 'one graph, reports on', options: { reports: true } },
];

/** Light requests: what is done for each of them weighs most there. */
export const deliveryBenchmark: Benchmark = {
  name: 'delivery',
  description: 'what several graphs at once and reports to a registry cost our gateway, CPU a light request',
  async run({ engine, seconds, rounds }) {
    await using open = new AsyncDisposableStack();
    const load = open.adopt(await startLoad(), (it) => it.close());
    const city = open.adopt(await startCity(), (it) => it.close());
    const job = { query: QUESTIONS.light, mode: 'principals' } as const;
    const sides = [];
    for (const { name, options } of VARIANTS) {
      const gateway = open.adopt(await citygraph({ engine, ...options }).start(city), (it) => it.close());
      const pace = await warmUp({ city, load }, gateway, job);
      sides.push({ name, gateway, pace, figures: [] as Figures[] });
    }
    for (let round = 0; round < rounds; round++) {
      for (const { gateway, pace, figures } of sides) {
        figures.push(await measure({ city, load }, gateway, { ...job, until: requestsIn(seconds, pace) }));
      }
    }
    const rows = sides.map(({ name, figures }) => ({ name, figures: medianFigures(figures) }));
    const machine = describeMachine();
    const markdown = table(
      ['how', 'CPU ms', 'p50 / p99 ms', 'subrequests', 'RSS MB'],
      rows.map(({ name, figures: { cpuMs, p50, p99, subrequests, rssMb } }) => [
        name,
        figure(cpuMs),
        `${figure(p50)} / ${figure(p99)}`,
        figure(subrequests),
        figure(rssMb),
      ]),
    );
    await publish('delivery', { machine, engine, rows }, `${machineLine(machine)}\n\n${markdown}`);
    const [plain, ...others] = rows.map(({ name, figures: { cpuMs } }) => ({ name, value: cpuMs }));
    return plain ? others.map((other): Comparison => ({ title: other.name, unit: 'ms', rows: [plain, other] })) : [];
  },
};
