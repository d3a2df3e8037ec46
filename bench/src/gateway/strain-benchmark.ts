import type { Benchmark, Comparison, Row } from '../benchmark.ts';
import { startChild } from '../child.ts';
import { describeMachine, machineLine } from '../report/machine.ts';
import { figure, table } from '../report/table.ts';
import { endByTargets } from '../report/targets.ts';
import { publish } from '../report/write-results.ts';
import { type BenchCity, startCity } from './bench-city.ts';
import { citygraph } from './contenders/citygraph.ts';
import { fillerSubgraphs } from './graph/filler-subgraphs.ts';
import { HEAVY, LIGHT } from './graph/questions.ts';
import type { LoadResult } from './load/load-job.ts';
import { type LoadProcess, startLoad } from './load/load-process.ts';
import { median } from './load/percentile.ts';
import { CONNECTIONS, warmUp } from './measure.ts';
import type { Manner } from './vendor.ts';

const FROM_VENDOR = 'query FromVendor { records0(first: 2) { id title } }';
const MANNERS: readonly Manner[] = ['well', 'dead', 'slow', 'dripping', 'lying'];
/** Of what the gateway can do: so much is asked of departments while others ask the vendor. */
const SHARE = 0.3;
/** What its quota lets through, by default. */
const VENDOR_RATE = 100;
const TIMES = 5;
/** What is promised: of departments’ p99, and to whom is refused. */
const [MOST_MORE_PERCENT, MOST_REFUSED_MS] = [10, 10];
/** More than may be in flight. */
const CROWD = 1_500;

export const strainBenchmark: Benchmark = {
  name: 'strain',
  description: 'what bad vendors and too many requests do to everybody else',
  async run({ engine, seconds, rounds }) {
    await using open = new AsyncDisposableStack();
    const load = open.adopt(await startLoad(), (it) => it.close());
    const other = open.adopt(await startLoad(), (it) => it.close());
    const city = open.adopt(await startCity({ subgraphs: fillerSubgraphs(1) }), (it) => it.close());
    const vendors = await besideVendors({ city, load, other, engine, seconds, rounds });
    const crowd = await inACrowd({ city, load, engine, seconds, rounds });
    const machine = describeMachine();
    const [good] = vendors;
    const goodP99 = good?.p99 ?? Number.NaN;
    const text = [
      machineLine(machine),
      '',
      table(
        ['vendor', 'departments’ p99 ms', 'against a good one'],
        vendors.map(({ manner, p99 }) => [manner, figure(p99), percentOver(p99, goodP99)]),
      ),
      '',
      table(
        ['load', 'answers a second within 1 s', 'refused after ms (p50)'],
        crowd.map(({ name, goodput, refusedMs }) => [
          name,
          figure(goodput),
          refusedMs === null ? '–' : figure(refusedMs),
        ]),
      ),
    ].join('\n');
    await publish('strain', { machine, engine, vendors, crowd }, text);
    endByTargets([
      ...vendors.slice(1).map(({ manner, p99 }) => ({
        what: `departments’ p99 more beside a vendor that is ${manner}`,
        is: 100 * (p99 / goodP99 - 1),
        most: MOST_MORE_PERCENT,
        unit: '%',
      })),
      ...crowd.flatMap(({ name, refusedMs }) =>
        refusedMs === null
          ? []
          : [{ what: `refused at ${name}, p50`, is: refusedMs, most: MOST_REFUSED_MS, unit: 'ms' }],
      ),
    ]);
    return [
      {
        title: 'departments’ p99 beside a vendor that is',
        unit: 'ms',
        rows: rowsOf(vendors.map(({ manner, p99 }) => ({ name: manner, value: p99 }))),
      },
      {
        title: 'a useful answer takes',
        unit: 'ms',
        rows: rowsOf(crowd.map(({ name, goodput }) => ({ name, value: 1000 / goodput }))),
      },
    ] satisfies Comparison[];
  },
};

interface Field {
  readonly city: BenchCity;
  readonly load: LoadProcess;
  readonly engine: string | null;
  readonly seconds: number;
  readonly rounds: number;
}

/** Department-only questions at a steady pace, while others ask one vendor; the vendors take turns, so that the machine's moods are everybody's. */
async function besideVendors({ city, load, other, engine, seconds, rounds }: Field & { readonly other: LoadProcess }) {
  await using running = new AsyncDisposableStack();
  const sides: { manner: Manner; url: string; p99s: number[] }[] = [];
  let pace = 0;
  for (const manner of MANNERS) {
    const vendor = running.adopt(await startChild<{ url: string }>('gateway/vendor.ts', manner), (it) => it.close());
    const urls = { ...city.urls, [VENDOR]: vendor.said.url };
    const gateway = running.adopt(
      await citygraph({ engine, vendors: [VENDOR], ownLimits: true }).start({ ...city, urls }),
      (it) => it.close(),
    );
    const { requestsPerSecond } = await warmUp({ city, load }, gateway, { query: LIGHT, mode: 'unshared' });
    pace ||= requestsPerSecond * SHARE;
    sides.push({ manner, url: gateway.url, p99s: [] });
  }
  for (let round = 0; round < rounds; round++) {
    for (const { url, p99s } of sides) {
      const until = { seconds };
      const asked = other.run({
        url,
        query: FROM_VENDOR,
        mode: 'shared',
        connections: CONNECTIONS,
        until,
        rate: VENDOR_RATE,
      });
      const { latency } = await load.run({
        url,
        query: LIGHT,
        mode: 'unshared',
        connections: CONNECTIONS,
        until,
        rate: pace,
      });
      await asked;
      p99s.push(latency.p99);
    }
  }
  return sides.map(({ manner, p99s }) => ({ manner, p99: median(p99s) }));
}

/** As much as the gateway can do, and several times that. */
async function inACrowd({ city, load, engine, seconds, rounds }: Field) {
  await using running = new AsyncDisposableStack();
  const gateway = running.adopt(await citygraph({ engine }).start(city), (it) => it.close());
  const job = { url: gateway.url, query: HEAVY, mode: 'unshared' } as const;
  const { requestsPerSecond } = await warmUp({ city, load }, gateway, job);
  const measured: Record<'1 ×' | '5 ×', LoadResult[]> = { '1 ×': [], '5 ×': [] };
  for (let round = 0; round < rounds; round++) {
    measured['1 ×'].push(await load.run({ ...job, connections: CONNECTIONS, until: { seconds } }));
    measured['5 ×'].push(
      await load.run({ ...job, connections: CROWD, until: { seconds }, rate: requestsPerSecond * TIMES }),
    );
  }
  return Object.entries(measured).map(([name, results]) => ({
    name,
    goodput: median(results.map(({ inTime, seconds: took }) => inTime / took)),
    refusedMs: results.some(({ refused }) => refused.count > 0)
      ? median(results.map(({ refused }) => refused.p50))
      : null,
  }));
}

const VENDOR = fillerSubgraphs(1)[0]?.name ?? '';

const percentOver = (value: number, base: number): string => {
  const percent = Math.round((value / base - 1) * 100);
  return `${percent < 0 ? '−' : '+'} ${Math.abs(percent)} %`;
};

function rowsOf(rows: readonly Row[]): readonly [Row, ...Row[]] {
  const [first, ...rest] = rows;
  if (!first) throw new Error('Nothing was measured.');
  return [first, ...rest];
}
