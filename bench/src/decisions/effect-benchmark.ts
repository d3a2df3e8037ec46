import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { type Decision, decideToEffect, type Effect } from '@citygraph/registry/testing';
import { crowdedCity, HEAD } from '../admission/crowded-city.ts';
import type { Benchmark } from '../benchmark.ts';
import { median } from '../gateway/load/percentile.ts';
import { describeMachine, machineLine } from '../report/machine.ts';
import { figure, table } from '../report/table.ts';
import { endByTargets } from '../report/targets.ts';
import { publish } from '../report/write-results.ts';

const TIMES = 20;
const [TYPICAL_MS, TARGET_MS] = [2_000, 5_000];
const FIELD = 'iov_told';

export const effectBenchmark: Benchmark = {
  name: 'effect',
  description: `from the answer of a decision’s mutation until two gateways answer by it, ${TIMES} times each`,
  async run() {
    const plugin = { sdl: `${HEAD}type Query { ${FIELD}: Int @sensitivity(level: "S1") }`, field: FIELD };
    const before = loadavg()[0] ?? 0;
    const measured = await decideToEffect({ departments: cityAndRegistry(), plugin, times: TIMES });
    const rows = (Object.entries(measured) as [Decision, readonly Effect[]][]).map(([name, effects]) => ({
      name,
      times: effects.length,
      answeredMs: median(effects.map(({ ackMs }) => ackMs)),
      p50Ms: median(effects.map(({ effectMs }) => effectMs)),
      maxMs: Math.max(...effects.map(({ effectMs }) => effectMs)),
    }));
    const machine = describeMachine();
    const markdown = table(
      [
        'decision',
        'times',
        'the mutation answers after ms (p50)',
        `then both gateways answer by it, p50 ms (target ${TYPICAL_MS})`,
        `max ms (target ${TARGET_MS})`,
      ],
      rows.map(({ name, times, answeredMs, p50Ms, maxMs }) => [
        name,
        String(times),
        figure(answeredMs),
        figure(p50Ms),
        figure(maxMs),
      ]),
    );
    const line = `${machineLine(machine)} Load average ${before.toFixed(1)} when it began.`;
    await publish('effect', { machine, load: before, rows, measured }, `${line}\n\n${markdown}`);
    endByTargets(
      rows.flatMap(({ name, p50Ms, maxMs }) => [
        { what: `${name}, p50`, is: p50Ms, most: TYPICAL_MS, unit: 'ms' },
        { what: `${name}, max`, is: maxMs, most: TARGET_MS, unit: 'ms' },
      ]),
    );
    return [
      {
        title: 'from the answer of the mutation until the slowest gateway answers by it, max',
        unit: 'ms',
        rows: [
          { name: 'target', value: TARGET_MS },
          ...rows.map(({ name, p50Ms, maxMs, answeredMs }) => ({
            name,
            value: maxMs,
            note: `p50 ${figure(p50Ms)}, the mutation ${figure(answeredMs)}`,
          })),
        ],
      },
    ];
  },
};

/** Seven departments and the registry, as they are committed. */
function cityAndRegistry() {
  const file = new URL('../../../marketplace/registry/schema.graphql', import.meta.url);
  return [...crowdedCity(0).departments, { name: 'registry', sdl: readFileSync(file, 'utf8') }];
}
