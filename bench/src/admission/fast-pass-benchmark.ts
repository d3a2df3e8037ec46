import { loadavg } from 'node:os';
import { type ComposerThread, createComposerPair } from '@citygraph/composition';
import type { Benchmark } from '../benchmark.ts';
import { median } from '../gateway/load/percentile.ts';
import { describeMachine, machineLine } from '../report/machine.ts';
import { figure, table } from '../report/table.ts';
import { publish } from '../report/write-results.ts';
import { crowdedCity, vendor } from './crowded-city.ts';

const PLUGINS = 100;
const TARGET_MS = 4_000;
const DEADLINE_MS = 300_000;

interface Measured {
  readonly name: string;
  /** Milliseconds by the clock. */
  readonly ms: number;
  /** Milliseconds of CPU of both threads: others on the machine are not in it, but what they take of the caches is. */
  readonly cpuMs: number;
}

export const fastPassBenchmark: Benchmark = {
  name: 'fast-pass',
  description: `composing a sandbox of seven departments and ${PLUGINS} plugins, of which one is new each time`,
  async run({ rounds }) {
    const { departments, plugins } = crowdedCity(PLUGINS);
    const base = [...departments, ...plugins];
    const rows: Measured[] = [];
    for (const pass of ['whole', 'fast'] as const) {
      const pair = createComposerPair({ pass });
      const [first, ...next] = await timesOf(pair, base, rounds + 1);
      await pair.close();
      if (!first) throw new Error('Nothing was measured.');
      rows.push({ name: `${pass}, the first of a pair of composers`, ...first });
      const [ms, cpuMs] = [median(next.map((one) => one.ms)), median(next.map((one) => one.cpuMs))];
      rows.push({ name: `${pass}, the next ${rounds} (median)`, ms, cpuMs });
    }
    const machine = describeMachine();
    const load = loadavg()[0] ?? 0;
    const markdown = table(
      ['pass', `ms (target ${TARGET_MS} for the fast one)`, 'CPU ms'],
      rows.map(({ name, ms, cpuMs }) => [name, figure(ms), figure(cpuMs)]),
    );
    const line = `${machineLine(machine)} Load average ${load.toFixed(1)}.`;
    await publish('fast-pass', { machine, load, rows }, `${line}\n\n${markdown}`);
    const [whole, ...others] = rows.map(({ name, ms, cpuMs }) => ({
      name,
      value: ms,
      note: `CPU ${figure(cpuMs)} ms`,
    }));
    if (!whole) throw new Error('Nothing was measured.');
    return [
      {
        title: `both composers, ${PLUGINS} plugins (load average ${load.toFixed(1)})`,
        unit: 'ms',
        rows: [whole, ...others],
      },
    ];
  },
};

async function timesOf(
  pair: ComposerThread,
  base: Parameters<ComposerThread['compose']>[0],
  times: number,
): Promise<Omit<Measured, 'name'>[]> {
  const measured: Omit<Measured, 'name'>[] = [];
  for (let round = 0; round < times; round += 1) {
    const newest = vendor('iov');
    const [since, before] = [performance.now(), process.cpuUsage()];
    const sdl = `${newest.sdl}\n# ${round}`;
    const { supergraphSdl } = await pair.compose([...base, { ...newest, sdl }], DEADLINE_MS);
    if (supergraphSdl === null) throw new Error('The crowded city does not compose.');
    const { user, system } = process.cpuUsage(before);
    measured.push({ ms: performance.now() - since, cpuMs: (user + system) / 1_000 });
  }
  return measured;
}
