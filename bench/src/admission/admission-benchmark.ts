import { loadavg } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { type AdmissionRequest, createAdmission } from '@citygraph/admission';
import { createComposerThread } from '@citygraph/composition';
import type { Benchmark } from '../benchmark.ts';
import { median } from '../gateway/load/percentile.ts';
import { describeMachine, machineLine } from '../report/machine.ts';
import { figure, table } from '../report/table.ts';
import { publish } from '../report/write-results.ts';
import { crowdedCity, documentOf, HEAD, PLUGINS, vendor } from './crowded-city.ts';
import { MONSTERS } from './monsters.ts';

/** Milliseconds at the median (DECISIONS 16). */
const [PLUGIN_MS, MONSTER_MS] = [5_000, 1_000];
const RESOLUTION_MS = 1;

interface Measured {
  readonly name: string;
  /** Milliseconds by the clock; median. */
  readonly ms: number;
  readonly worstMs: number;
  /** The longest that nothing else could be done in the thread that asked. */
  readonly stallMs: number;
  /** null: it has none. */
  readonly targetMs: number | null;
}

export const admissionBenchmark: Benchmark = {
  name: 'admission',
  description: `judging a plugin, and monsters, against seven departments and ${PLUGINS} others`,
  async run({ rounds }) {
    const { departments, plugins } = crowdedCity();
    const base = [...departments, ...plugins];
    const thread = createComposerThread();
    const candidate = [...base, vendor('iov')];
    await thread.compose(candidate, 120_000);
    const composing = await measured('both composers alone, warm', null, 1, () => thread.compose(candidate, 120_000));
    await thread.close();

    const admission = createAdmission();
    const judge = async (sdl: string, expected: boolean): Promise<void> => {
      const request: AdmissionRequest = {
        base,
        plugin: { name: 'iov-plugin', url: 'https://iov.example.com/graphql', sdl },
        namespace: 'iov',
        claims: [],
      };
      const { admitted } = await admission.judge(request);
      if (admitted !== expected) throw new Error('The plugin was not judged as it must be.');
    };
    const plugin = (number: number) => judge(`${HEAD}${documentOf('iov')}\n# ${number}`, true);
    const rows = [
      composing,
      await measured('the first of a process: loads composers, composes the base', null, 1, () => plugin(0)),
      await measured(`the next ${rounds}`, PLUGIN_MS, rounds, (round) => plugin(round + 1)),
    ];
    for (const [name, sdl] of Object.entries(MONSTERS)) {
      rows.push(await measured(`a monster: ${name}`, MONSTER_MS, rounds, () => judge(sdl, false)));
    }
    await admission.close();

    const machine = describeMachine();
    const load = loadavg()[0] ?? 0;
    const missed = rows.filter(({ ms, targetMs }) => targetMs !== null && ms > targetMs);
    const markdown = table(
      ['admission of', 'ms', 'worst', 'target', 'longest stall of who asks, ms'],
      rows.map(({ name, ms, worstMs, targetMs, stallMs }) => [
        name,
        figure(ms),
        figure(worstMs),
        targetMs === null ? '' : String(targetMs),
        figure(stallMs),
      ]),
    );
    await publish(
      'admission',
      { machine, load, rows, missed: missed.map(({ name }) => name) },
      `${machineLine(machine)} Load average ${load.toFixed(1)}.\n\n${markdown}`,
    );
    if (missed.length > 0) process.exitCode = 1;
    const [first, ...others] = rows.map(({ name, ms, stallMs }) => ({
      name,
      value: ms,
      note: `stalls ${figure(stallMs)} ms`,
    }));
    if (!first) throw new Error('Nothing was measured.');
    return [{ title: 'wait of one document (wall clock, median)', unit: 'ms', rows: [first, ...others] }];
  },
};

async function measured(
  name: string,
  targetMs: number | null,
  times: number,
  run: (round: number) => Promise<unknown>,
): Promise<Measured> {
  const loop = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  loop.enable();
  const all: number[] = [];
  for (let round = 0; round < times; round += 1) {
    const since = performance.now();
    await run(round);
    all.push(performance.now() - since);
  }
  loop.disable();
  const stallMs = Math.max(0, loop.max / 1e6 - RESOLUTION_MS);
  return { name, targetMs, stallMs, ms: median(all), worstMs: Math.max(...all) };
}
