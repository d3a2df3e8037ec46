import type { Benchmark } from '../benchmark.ts';
import { describeMachine, machineLine } from '../report/machine.ts';
import { slope } from '../report/slope.ts';
import { figure } from '../report/table.ts';
import { publish } from '../report/write-results.ts';
import { startCity } from './bench-city.ts';
import { citygraph } from './contenders/citygraph.ts';
import { HEAVY, LIGHT, type QuestionName } from './graph/questions.ts';
import { startLoad } from './load/load-process.ts';
import { type Figures, measure, requestsIn, warmUp } from './measure.ts';

const SLICE_SECONDS = 5;

export const soakBenchmark: Benchmark = {
  name: 'soak',
  description: 'does our gateway grow or slow down? Heavy and light slices in turn; --soak <seconds> for longer',
  async run({ engine, soakSeconds }) {
    await using open = new AsyncDisposableStack();
    const city = open.adopt(await startCity(), (it) => it.close());
    const load = open.adopt(await startLoad(), (it) => it.close());
    const gateway = open.adopt(await citygraph({ engine }).start(city), (it) => it.close());
    const slices: { minute: number; heavy: Figures; light: Figures }[] = [];
    const count = Math.max(2, Math.round(soakSeconds / (2 * SLICE_SECONDS)));
    const jobs = { heavy: { query: HEAVY, mode: 'unshared' }, light: { query: LIGHT, mode: 'unshared' } } as const;
    const field = { city, load };
    const paces = { heavy: await warmUp(field, gateway, jobs.heavy), light: await warmUp(field, gateway, jobs.light) };
    const of = (question: QuestionName) =>
      measure(field, gateway, { ...jobs[question], until: requestsIn(SLICE_SECONDS, paces[question]) });
    for (let slice = 0; slice < count; slice++) {
      slices.push({ minute: (slice * 2 * SLICE_SECONDS) / 60, heavy: await of('heavy'), light: await of('light') });
    }
    // The first third warms up: code is compiled, caches fill, the heap finds its size.
    const settled = slices.slice(Math.floor(count / 3));
    const growth = slope(settled.map(({ minute, light }) => [minute, light.rssMb] as const));
    const [first, last] = [settled[0] ?? slices[0], slices.at(-1)];
    if (!first || !last) return [];
    const machine = describeMachine();
    const text = `${machineLine(machine)} ${count * 2 * SLICE_SECONDS} s: RSS ${figure(last.light.rssMb)} MB at the end, ${figure(growth)} MB a minute after the first third; heavy ${figure(first.heavy.cpuMs)} ms CPU a request then, ${figure(last.heavy.cpuMs)} ms at the end.`;
    await publish('soak', { machine, engine, slices, growthMbPerMinute: growth }, text);
    process.stdout.write(`${text}\n`);
    return [
      {
        title: 'heavy',
        unit: 'ms',
        rows: [
          { name: 'after the first third', value: first.heavy.cpuMs },
          { name: 'at the end', value: last.heavy.cpuMs },
        ],
      },
    ];
  },
};
