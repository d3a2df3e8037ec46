import { setTimeout as sleep } from 'node:timers/promises';
import type { AdmissionRequest } from '@citygraph/admission';
import { crowdedCity, documentOf, HEAD } from '../admission/crowded-city.ts';
import { MONSTERS } from '../admission/monsters.ts';
import type { Benchmark, Comparison } from '../benchmark.ts';
import { type Child, startChild } from '../child.ts';
import { describeMachine, machineLine } from '../report/machine.ts';
import { figure, table } from '../report/table.ts';
import { endByTargets } from '../report/targets.ts';
import { publish } from '../report/write-results.ts';
import { ask } from './ask.ts';
import { startCity } from './bench-city.ts';
import { fillerSubgraphs } from './graph/filler-subgraphs.ts';
import { LIGHT } from './graph/questions.ts';
import type { LoadResult } from './load/load-job.ts';
import { startLoad } from './load/load-process.ts';
import { median } from './load/percentile.ts';
import { CONNECTIONS, warmUp } from './measure.ts';

const RELOADS = 100;
const SHARE = 0.6;
const ADMISSIONS = 3;
/** Of the load, while something else goes on: long enough for a p99, short enough that the end is not long after it. */
const SLICE_SECONDS = 5;
const VERSIONS = ['one', 'two'] as const;
const VERSIONED = fillerSubgraphs(2);
/** Two fetches, of two subgraphs: each says which version of the graph sent it there. */
const TOLD = 'query Told { records0(first: 1) { title } records1(first: 1) { title } }';
const LOOK_MS = 20;
/** Of a p99, against the same with nothing else going on. The second is what is promised to stay as it is: between two runs of the same it moves so much. */
const [MOST_RELOADED, UNMOVED] = [2, 1.25];

interface Told {
  asked: number;
  failed: number;
  mixed: number;
  readonly seen: Set<string>;
}

/** What other work in the gateway's process does to those who ask it, at 60 % of what it can do. */
export const reloadBenchmark: Benchmark = {
  name: 'reload',
  description: `light requests at 60 % load while the graph is replaced ${RELOADS} times, and while plugins are judged`,
  async run({ engine, seconds, rounds }) {
    await using open = new AsyncDisposableStack();
    const load = open.adopt(await startLoad(), (it) => it.close());
    const plugin = open.adopt(await startChild<{ origin: string }>('gateway/serve-versions.ts'), (it) => it.close());
    const city = open.adopt(await startCity({ subgraphs: VERSIONED }), (it) => it.close());
    const versions = VERSIONS.map((version) =>
      Object.fromEntries(VERSIONED.map(({ name }) => [name, `${plugin.said.origin}/${version}/graphql`])),
    );
    const { supergraph } = city;
    const urls = { ...city.urls, ...versions[0] };
    const input = { supergraph, urls, engine, ledger: false, vendors: [], ownLimits: false, policy: false, graphs: 1 };
    const gateway = open.adopt(
      await startChild<{ url: string }>('gateway/serve-citygraph.ts', { ...input, reports: false, versions }),
      (it) => it.close(),
    );
    const { url } = gateway.said;
    const job = { query: LIGHT, mode: 'principals' } as const;
    const pace = await warmUp({ city, load }, { url, pid: gateway.pid, close: gateway.close }, job);
    const rate = pace.requestsPerSecond * SHARE;
    const slice = (length: number): Promise<LoadResult> =>
      load.run({ ...job, url, connections: CONNECTIONS, until: { seconds: length }, rate });
    const during = async (work: Promise<unknown>): Promise<LoadResult[]> => {
      let isOver = false;
      const done = work.finally(() => {
        isOver = true;
      });
      const slices: LoadResult[] = [];
      do slices.push(await slice(SLICE_SECONDS));
      while (!isOver);
      await done;
      return slices;
    };

    // Composers take memory and seconds to load; whoever judges plugins has them loaded.
    await judge(gateway, 0);
    const quiet: LoadResult[] = [];
    for (let round = 0; round < rounds; round += 1) quiet.push(await slice(Math.max(seconds, SLICE_SECONDS)));

    const told: Told = { asked: 0, failed: 0, mixed: 0, seen: new Set() };
    const reloadMs: number[] = [];
    const reloading = await during(
      whileLooking(url, told, async () => {
        for (let time = 0; time < RELOADS; time += 1) reloadMs.push((await gateway.ask<{ ms: number }>('reload')).ms);
      }),
    );
    const judgeMs: number[] = [];
    const judging = await during(
      (async () => {
        for (let time = 1; time <= ADMISSIONS; time += 1) judgeMs.push(await judge(gateway, time));
      })(),
    );

    const monsters = Object.values(MONSTERS);
    const refusing = await during(
      (async () => {
        for (let time = 0; time < ADMISSIONS; time += 1) for (const sdl of monsters) await refuse(gateway, sdl);
      })(),
    );

    const machine = describeMachine();
    const rows = [
      rowOf('nothing else', quiet),
      rowOf(`${RELOADS} reloads, each ${figure(median(reloadMs))} ms`, reloading),
      rowOf(`${ADMISSIONS} admissions, each ${figure(median(judgeMs))} ms`, judging),
      rowOf(`${ADMISSIONS * monsters.length} monsters refused`, refusing),
    ] as const;
    const [{ p99: quietP99 }] = rows;
    const text = [
      machineLine(machine),
      '',
      table(
        ['beside', 'requests', 'failed', 'p50 / p99 ms', 'p99 against nothing else'],
        rows.map(({ name, requests, failed, p50, p99 }) => [
          name,
          String(requests),
          String(failed),
          `${figure(p50)} / ${figure(p99)}`,
          `${(p99 / quietP99).toFixed(2)} ×`,
        ]),
      ),
      '',
      `While it was reloaded, ${told.asked} answers of two fetches each were looked at: ${told.failed} failed, ${told.mixed} were of two graphs, ${told.seen.size} versions were seen.`,
    ].join('\n');
    await publish(
      'reload',
      { machine, engine, rate, rows, told: { ...told, seen: [...told.seen] }, reloadMs, judgeMs },
      text,
    );
    const [, reloaded, judged, refused] = rows;
    const timesQuiet = ({ name, p99 }: { name: string; p99: number }, most: number) => ({
      what: `p99 beside ${name}, against nothing else`,
      is: p99 / quietP99,
      most,
      unit: '×',
    });
    endByTargets([
      {
        what: 'requests that failed',
        is: rows.reduce((sum, { failed }) => sum + failed, 0) + told.failed,
        most: 0,
        unit: '',
      },
      { what: 'answers of two graphs', is: told.mixed, most: 0, unit: '' },
      timesQuiet(reloaded, MOST_RELOADED),
      timesQuiet(judged, UNMOVED),
      timesQuiet(refused, UNMOVED),
    ]);
    const [first, ...others] = rows.map(({ name, p99, failed }) => ({ name, value: p99, note: `${failed} failed` }));
    if (!first) return [];
    const mixed = { name: 'answers of two graphs', value: told.mixed, note: `of ${told.asked}, ${told.failed} failed` };
    return [
      { title: 'p99 of a light request beside', unit: 'ms', rows: [first, ...others] },
      { title: 'seen while reloading', unit: '', rows: [mixed] },
    ] satisfies Comparison[];
  },
};

const rowOf = (name: string, slices: readonly LoadResult[]) => ({
  name,
  requests: slices.reduce((sum, { requests }) => sum + requests, 0),
  failed: slices.reduce((sum, { wrong }) => sum + wrong, 0),
  p50: median(slices.map(({ latency }) => latency.p50)),
  p99: median(slices.map(({ latency }) => latency.p99)),
});

/** Looks again and again at an answer that tells of its graph. */
async function whileLooking(url: string, told: Told, work: () => Promise<void>): Promise<void> {
  let isOver = false;
  const looking = (async () => {
    while (!isOver) {
      await look(url, told);
      await sleep(LOOK_MS);
    }
  })();
  try {
    await work();
  } finally {
    isOver = true;
    await looking;
  }
}

async function look(url: string, told: Told): Promise<void> {
  told.asked += 1;
  try {
    // Another person each time.
    const body = JSON.stringify({ query: TOLD });
    const { text } = await ask(url, { body, token: `resident-${told.asked}` });
    const { data } = JSON.parse(text) as { data?: Record<string, readonly { title: string }[] | null> };
    const titles = Object.values(data ?? {}).map((records) => records?.[0]?.title);
    if (titles.length !== VERSIONED.length || titles.includes(undefined)) throw new Error(text);
    if (new Set(titles).size > 1) told.mixed += 1;
    for (const title of titles) told.seen.add(title ?? '');
  } catch {
    told.failed += 1;
  }
}

/** Has a monster judged in the gateway's process. */
async function refuse(gateway: Child<unknown>, sdl: string): Promise<void> {
  const { refusedFor } = await gateway.ask<{ refusedFor: readonly string[] }>({ judge: requestOf(sdl) });
  if (refusedFor.length === 0) throw new Error('A monster was let in.');
}

/** Judges a plugin that nobody has judged before, in the gateway's process. Answers the milliseconds, also where a crowded machine let it run out of its time: it worked as long. */
async function judge(gateway: Child<unknown>, number: number): Promise<number> {
  const request = requestOf(`${HEAD}${documentOf('iov')}\n# ${number}`);
  const { ms, refusedFor } = await gateway.ask<{ ms: number; refusedFor: readonly string[] }>({ judge: request });
  if (refusedFor.some((rule) => rule !== 'TOO_LARGE')) throw new Error(`It was refused: ${refusedFor.join(', ')}.`);
  return ms;
}

function requestOf(sdl: string): AdmissionRequest {
  const { departments, plugins } = crowdedCity();
  const plugin = { name: 'iov-plugin', url: 'https://iov.example.com/graphql', sdl };
  return { base: [...departments, ...plugins], plugin, namespace: 'iov', claims: [] };
}
