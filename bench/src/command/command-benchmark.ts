import { execFile } from 'node:child_process';
import { loadavg } from 'node:os';
import { promisify } from 'node:util';
import type { Benchmark, Comparison, Row } from '../benchmark.ts';
import { median } from '../gateway/load/percentile.ts';
import { usageOf } from '../processes/process-usage.ts';
import { describeMachine, machineLine } from '../report/machine.ts';
import { figure, table } from '../report/table.ts';
import { endByTargets } from '../report/targets.ts';
import { publish } from '../report/write-results.ts';
import { CITYGRAPH, developPlugin } from './develop-plugin.ts';
import { newcomerJourneys } from './newcomer-journeys.ts';
import { targetsOf, timed } from './timed.ts';

const CASES: readonly (readonly [name: string, argv: readonly string[]])[] = [
  ['node -e 0', ['-e', '0']],
  ['citygraph --version', [CITYGRAPH, '--version']],
  ['citygraph --help', [CITYGRAPH, '--help']],
  ['citygraph plugin check --help', [CITYGRAPH, 'plugin', 'check', '--help']],
];
/** Of each round, for one start tells little. */
const STARTS = 7;

/** Of each round. */
const CHECKS = 3;
const SAVES = 5;

/** What is promised to who types; ms. */
const TARGETS = { start: 400, check: 5_000, save: 2_000, toLocalField: 90_000, toSandbox: 30_000 };

/**
 * What a person waits for before a command begins, while they develop, and on the way to a first field. Starts take turns, so that whatever else the machine does
 * is done to all. A target that is missed at the median ends the run with 1.
 */
export const commandBenchmark: Benchmark = {
  name: 'command',
  description:
    'how long the command line takes to start, to check a plugin, to serve what is saved, to a newcomer’s first field and into the sandbox',
  async run({ rounds }) {
    const [load = 0] = loadavg();
    const times = new Map(CASES.map(([name]) => [name, { wall: [] as number[], cpu: [] as number[] }]));
    for (let start = 0; start < STARTS * rounds; start++) {
      for (const [name, argv] of CASES) {
        const { wall, cpu } = await started(argv);
        times.get(name)?.wall.push(wall);
        times.get(name)?.cpu.push(cpu);
      }
    }
    const { checks, saves } = await developPlugin({ checks: CHECKS * rounds, saves: SAVES * rounds });
    const { toLocalField, toSandbox } = await newcomerJourneys(rounds);
    // An empty Node is what the others are compared with.
    const starts = CASES.map(([name], index) =>
      timed(name, index === 0 ? null : TARGETS.start, times.get(name)?.wall ?? []),
    );
    const rows = [
      ...starts,
      timed('citygraph plugin check, a new plugin', TARGETS.check, checks),
      timed('plugin dev: schema.graphql saved → served', TARGETS.save, saves),
      timed('npm create … && npm run dev → a field in the city', TARGETS.toLocalField, toLocalField),
      timed('plugin publish --channel sandbox --wait', TARGETS.toSandbox, toSandbox),
    ];
    const machine = describeMachine();
    const markdown = table(
      ['what', 'median ms', 'best – worst ms', 'target ms'],
      rows.map(({ name, medianMs, bestMs, worstMs, targetMs }) => [
        name,
        figure(medianMs),
        `${figure(bestMs)} – ${figure(worstMs)}`,
        targetMs === null ? '–' : String(targetMs),
      ]),
    );
    const loaded = `Load average ${load.toFixed(1)} at the beginning.`;
    await publish('command', { machine, load, rows }, `${machineLine(machine)} ${loaded}\n\n${markdown}`);
    endByTargets(targetsOf(rows));
    const rowsOf = (unit: 'wall' | 'cpu') =>
      CASES.map(([name]): Row => {
        const all = times.get(name)?.[unit] ?? [];
        return { name, value: median(all), note: `best ${Math.min(...all).toFixed(0)}` };
      }) as [Row, ...Row[]];
    return [
      { title: 'from the call to the end (wall clock)', unit: 'ms', rows: rowsOf('wall') },
      { title: 'CPU of it, with what starting a process costs', unit: 'ms', rows: rowsOf('cpu') },
      ...rows.slice(starts.length).map(
        ({ name, targetMs, medianMs, bestMs }): Comparison => ({
          title: name,
          unit: 'ms',
          rows: [
            { name: 'target', value: targetMs ?? 0 },
            { name: 'median', value: medianMs, note: `best ${bestMs.toFixed(0)}` },
          ],
        }),
      ),
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
