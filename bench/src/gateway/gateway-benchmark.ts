import type { Benchmark, Comparison, Row } from '../benchmark.ts';
import { describeMachine } from '../report/machine.ts';
import { publish, writeResult } from '../report/write-results.ts';
import { startCity } from './bench-city.ts';
import { MODES, type QuestionName } from './graph/questions.ts';
import { lineUp } from './line-up.ts';
import { startLoad } from './load/load-process.ts';
import { CONNECTIONS } from './measure.ts';
import { type Cell, sideBySide } from './side-by-side.ts';
import { cpuChart, type SideBySideReport, sideBySideMarkdown } from './side-by-side-report.ts';
import { unloadedLatency } from './unloaded.ts';

export const gatewayBenchmark: Benchmark = {
  name: 'gateway',
  description: `gateway CPU a request at ${CONNECTIONS} connections, ours beside its peers`,
  async run({ only, engine, seconds, rounds }) {
    await using open = new AsyncDisposableStack();
    const city = open.adopt(await startCity(), (it) => it.close());
    const load = open.adopt(await startLoad(), (it) => it.close());
    const line = open.adopt(await lineUp(city, { only, engine }), (it) => it.close());
    const report: SideBySideReport = {
      machine: describeMachine(),
      settings: { connections: CONNECTIONS, seconds, rounds },
      contenders: line.entrants.map(({ contender: { id, name, version } }) => ({ id, name, version })),
      skipped: line.skipped,
      unloaded: await unloadedLatency(line.entrants),
      cells: await sideBySide({ city, load }, line.entrants, {
        modes: MODES,
        seconds,
        rounds,
      }),
    };
    await writeResult('cpu-per-request.svg', cpuChart(report));
    await publish('side-by-side', report, sideBySideMarkdown(report));
    return (['heavy', 'light'] as const).flatMap((question) => comparisonOf(report, question));
  },
};

function comparisonOf({ contenders, cells }: SideBySideReport, question: QuestionName): Comparison[] {
  const row = ({ contender, figures }: Cell): Row[] =>
    figures
      ? [
          {
            name: contenders.find(({ id }) => id === contender)?.name ?? contender,
            value: figures.cpuMs,
            note: `p50 ${figures.p50.toFixed(1)} ms, p99 ${figures.p99.toFixed(1)} ms, RSS ${figures.rssMb.toFixed(0)} MB`,
          },
        ]
      : [];
  const [peer, ...others] = cells.filter((cell) => cell.question === question && cell.mode === 'unshared').flatMap(row);
  return peer ? [{ title: `${question}, unshared`, unit: 'ms', rows: [peer, ...others] }] : [];
}
