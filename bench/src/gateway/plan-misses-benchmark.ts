import { setTimeout as sleep } from 'node:timers/promises';
import type { Benchmark } from '../benchmark.ts';
import { describeMachine, machineLine } from '../report/machine.ts';
import { figure, table } from '../report/table.ts';
import { publish } from '../report/write-results.ts';
import { ask } from './ask.ts';
import { startCity } from './bench-city.ts';
import { clientRequest, LIGHT, neverSent } from './graph/questions.ts';
import { type Entrant, lineUp } from './line-up.ts';
import { latencyOf } from './load/latency-of.ts';
import type { Latency } from './load/load-job.ts';
import { type LoadProcess, startLoad } from './load/load-process.ts';

interface PlanMisses {
  readonly contender: string;
  /** Milliseconds of a light query that nobody disturbs. */
  readonly quiet: Latency;
  /** The same while new documents arrive. */
  readonly disturbed: Latency;
  /** Milliseconds of the new documents themselves. */
  readonly firstTime: Latency;
  /** Longest stall of the event loop meanwhile; null: the gateway cannot tell. */
  readonly stallMs: number | null;
}

const SECONDS = 4;
const PAUSE_MS = 100;
const WARM_UP_DOCUMENTS = 10;
/** Clear of the numbers that the load uses. */
const FROM = 25_000_000_000;

export const planMissesBenchmark: Benchmark = {
  name: 'plan-misses',
  description: 'how long a light query waits while documents that nobody sent before are planned, 49 fetches each',
  async run({ only, engine }) {
    await using open = new AsyncDisposableStack();
    const city = open.adopt(await startCity(), (it) => it.close());
    const load = open.adopt(await startLoad(), (it) => it.close());
    const line = open.adopt(await lineUp(city, { only, engine }), (it) => it.close());
    const rows: PlanMisses[] = [];
    for (const entrant of line.entrants) rows.push(await planMissesOf(entrant, load));
    const machine = describeMachine();
    const nameOf = (id: string) => line.entrants.find(({ contender }) => contender.id === id)?.contender.name ?? id;
    const header = [
      'gateway',
      'quiet p50 / p99 / max ms',
      'with misses p50 / p99 / max ms',
      'first time p50 / max ms',
      'longest stall ms',
    ];
    const markdown = table(
      header,
      rows.map(({ contender, quiet, disturbed, firstTime, stallMs }) => [
        nameOf(contender),
        ...[quiet, disturbed].map(({ p50, p99, max }) => `${figure(p50)} / ${figure(p99)} / ${figure(max)}`),
        `${figure(firstTime.p50)} / ${figure(firstTime.max)}`,
        stallMs === null ? '–' : figure(stallMs),
      ]),
    );
    await publish('plan-misses', { machine, rows }, `${machineLine(machine)}\n\n${markdown}`);
    const [peer, ...others] = rows.map(({ contender, disturbed }) => ({
      name: nameOf(contender),
      value: disturbed.p99,
      note: `max ${figure(disturbed.max)} ms`,
    }));
    return peer ? [{ title: 'p99 of a light query during plan misses', unit: 'ms', rows: [peer, ...others] }] : [];
  },
};

async function planMissesOf({ contender, gateway }: Entrant, load: LoadProcess): Promise<PlanMisses> {
  let number = FROM;
  const sendNew = async () =>
    (await ask(gateway.url, clientRequest(neverSent(++number), 'unshared', number))).milliseconds;
  const lightJob = {
    url: gateway.url,
    query: LIGHT,
    mode: 'unshared',
    connections: 1,
    until: { seconds: SECONDS },
  } as const;
  for (let n = 0; n < WARM_UP_DOCUMENTS; n++) await sendNew();
  await load.run({ ...lightJob, until: { seconds: 1 } });
  const { latency: quiet } = await load.run(lightJob);
  const firstTimes: number[] = [];
  let isOver = false;
  const disturbing = (async () => {
    while (!isOver) {
      firstTimes.push(await sendNew());
      await sleep(PAUSE_MS);
    }
  })();
  await gateway.stallMs?.();
  const { latency: disturbed } = await load.run(lightJob);
  const stallMs = (await gateway.stallMs?.()) ?? null;
  isOver = true;
  await disturbing;
  return { contender: contender.id, quiet, disturbed, firstTime: latencyOf(firstTimes), stallMs };
}
