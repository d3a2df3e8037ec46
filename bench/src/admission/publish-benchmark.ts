import { loadavg } from 'node:os';
import { type PublishedLive, publishToLive } from '@citygraph/registry/testing';
import type { Benchmark } from '../benchmark.ts';
import { median } from '../gateway/load/percentile.ts';
import { describeMachine, machineLine } from '../report/machine.ts';
import { figure, table } from '../report/table.ts';
import { endByTargets } from '../report/targets.ts';
import { publish } from '../report/write-results.ts';
import { crowdedCity, HEAD, PLUGINS, vendor } from './crowded-city.ts';

const TARGET_MS = 10_000;
const RIVALS = 25;

export const publishBenchmark: Benchmark = {
  name: 'publish',
  description: `uploading a release until the sandbox answers its field, ${PLUGINS} plugins beside it`,
  async run({ rounds }) {
    const { departments, plugins: others } = crowdedCity();
    const stage = { departments, others, candidate, times: rounds + 1 };
    // The first is of a registry that has just begun; then as every other day.
    const [first, ...next] = await publishToLive(stage);
    const [crowded, ...later] = await publishToLive({ ...stage, rivals: rivals() });
    if (!first || !crowded) throw new Error('Nothing was measured.');
    const beside = `beside ${RIVALS} of one publisher that cannot be together`;
    const rows = [
      { name: 'the first of a registry that has just started', ...first },
      { name: `the next ${rounds} (median)`, ...medianOf(next) },
      { name: `the first ${beside}`, ...crowded },
      { name: `the next ${rounds} (median) ${beside}`, ...medianOf(later) },
    ];
    // Also the first: its vendor waits as well.
    endByTargets(rows.map(({ name, liveMs }) => ({ what: name, is: liveMs, most: TARGET_MS, unit: 'ms' })));
    const machine = describeMachine();
    const markdown = table(
      ['release', 'accepted after ms', 'composed after ms', `live in the sandbox after ms (target ${TARGET_MS})`],
      rows.map(({ name, acceptedMs, composedMs, liveMs }) => [
        name,
        figure(acceptedMs),
        figure(composedMs),
        figure(liveMs),
      ]),
    );
    await publish(
      'publish',
      { machine, load: loadavg()[0] ?? 0, rows, next, later },
      `${machineLine(machine)}\n\n${markdown}`,
    );
    return [
      {
        title: 'from upload to an answer of the sandbox',
        unit: 'ms',
        rows: [
          { name: 'target', value: TARGET_MS },
          ...rows.map(({ name, liveMs, acceptedMs, composedMs }) => ({
            name,
            value: liveMs,
            note: `accepted ${figure(acceptedMs)}, composed ${figure(composedMs)}`,
          })),
        ],
      },
    ];
  },
};

const medianOf = (all: readonly PublishedLive[]): PublishedLive => ({
  acceptedMs: median(all.map(({ acceptedMs }) => acceptedMs)),
  composedMs: median(all.map(({ composedMs }) => composedMs)),
  liveMs: median(all.map(({ liveMs }) => liveMs)),
});

/** As they are composed: each defines the same type. As many as the sandbox tries of one publisher. */
const rivals = () => Array.from({ length: RIVALS }, (_, number) => ({ ...vendor('rival'), name: `rival-${number}` }));

function candidate(number: number): { sdl: string; field: string } {
  const field = `iov_live${number}`;
  const sdl = `${HEAD}type Query { ${field}: Int @sensitivity(level: "S1") }
type IovRecord @key(fields: "id") @sensitivity(level: "S1") { id: ID! name: String size: Int }
type Place @key(fields: "id") { id: ID! iov_count: Int @sensitivity(level: "S1") }`;
  return { sdl, field };
}
