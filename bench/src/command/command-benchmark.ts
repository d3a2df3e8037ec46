import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Benchmark, Row } from '../benchmark.ts';
import { usageOf } from '../processes/process-usage.ts';

const CITYGRAPH = fileURLToPath(new URL('../../../plugin-sdk/cli/bin/citygraph.js', import.meta.url));
const CASES: readonly (readonly [name: string, argv: readonly string[]])[] = [
  ['node -e 0', ['-e', '0']],
  ['citygraph --version', [CITYGRAPH, '--version']],
  ['citygraph --help', [CITYGRAPH, '--help']],
  ['citygraph plugin check --help', [CITYGRAPH, 'plugin', 'check', '--help']],
];
/** Of each round, for one start tells little. */
const STARTS = 7;

/** What a person waits for before a command begins. Cases take turns, so that whatever else the machine does is done to all. */
export const commandBenchmark: Benchmark = {
  name: 'command',
  description: 'how long the command line takes to start, beside an empty Node',
  async run({ rounds }) {
    const times = new Map(CASES.map(([name]) => [name, { wall: [] as number[], cpu: [] as number[] }]));
    for (let start = 0; start < STARTS * rounds; start++) {
      for (const [name, argv] of CASES) {
        const { wall, cpu } = await started(argv);
        times.get(name)?.wall.push(wall);
        times.get(name)?.cpu.push(cpu);
      }
    }
    const rowsOf = (unit: 'wall' | 'cpu') =>
      CASES.map(([name]): Row => {
        const all = times.get(name)?.[unit] ?? [];
        return { name, value: median(all), note: `best ${Math.min(...all).toFixed(0)}` };
      }) as [Row, ...Row[]];
    return [
      { title: 'from the call to the end (wall clock)', unit: 'ms', rows: rowsOf('wall') },
      { title: 'CPU of it, with what starting a process costs', unit: 'ms', rows: rowsOf('cpu') },
    ];
  },
};

const run = promisify(execFile);

async function started(argv: readonly string[]): Promise<{ readonly wall: number; readonly cpu: number }> {
  // What a child used counts as its parent's once it is gone, to a hundredth of a second.
  const { cpuSeconds } = usageOf(process.pid);
  const since = performance.now();
  await run(process.execPath, argv, { env: { PATH: process.env.PATH, HOME: '/nonexistent', LANG: 'C' } });
  const wall = performance.now() - since;
  return { wall, cpu: (usageOf(process.pid).cpuSeconds - cpuSeconds) * 1000 };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
