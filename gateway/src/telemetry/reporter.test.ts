import { type GatewayReport, LATENCY_EDGES_MS, type ServingState } from '@citygraph/contract';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { ReadyOperation } from '../operation/ready-operation.ts';
import { createHealthCounters } from './plugin-health.ts';
import { type Reporter, type ReporterOptions, startReporter } from './reporter.ts';
import { createUsageCounters } from './usage.ts';

const SERVING: ServingState = {
  keyset: 1,
  policy: 1,
  graphs: 1,
  stable: 'a',
  sandbox: null,
  rollouts: {},
  refused: {},
};
const operation = (name: string, coordinates = [`Query.${name}`]) =>
  ({ name, documentDigest: name.padEnd(64, '0'), coordinates }) as unknown as ReadyOperation;

let reporter: Reporter | null = null;
afterEach(() => reporter?.close());

function registry(...answers: ('taken' | 'away' | 'refused')[]) {
  const got: GatewayReport[] = [];
  const logged: object[] = [];
  const counters = { health: createHealthCounters(), usage: createUsageCounters() };
  const start = (options: Partial<ReporterOptions> = {}) => {
    reporter = startReporter({
      counters,
      serving: () => SERVING,
      everyMs: 5,
      usageEveryMs: 0,
      log: (line) => logged.push(line),
      async send(report) {
        got.push(report);
        const answer = answers.shift() ?? 'taken';
        if (answer === 'away') throw new Error('nobody answers');
        return answer === 'taken' ? { taken: true } : { taken: false, refused: '400 no' };
      },
      ...options,
    });
  };
  const until = async (count: number) => {
    while (got.length < count) await new Promise((resolve) => setTimeout(resolve, 2));
  };
  return { got, logged, counters, start, until };
}

describe('reports', () => {
  it('hold no more than the registry takes of one, after a long outage, and the rest is in the next', async () => {
    const { got, counters, start, until } = registry();
    for (let plugin = 0; plugin < 350; plugin += 1)
      for (const channel of ['stable', 'sandbox'] as const)
        counters.health.answered({ plugin: `p${plugin}`, release: 'r1', channel, code: null, ms: 3 });
    counters.usage.note('a'.repeat(200), operation('ask'), 1, false);
    counters.usage.note('', operation('anybody'), 1, false);
    start();
    await until(2);
    expect(got.slice(0, 2).map(({ plugins }) => plugins.length)).toEqual([500, 200]);
    expect(got[0]?.usage.map(({ app }) => app)).toEqual(['a'.repeat(80), null]);
  });

  it('tell what runs, how plugins answered and what was asked for, and each of it once', async () => {
    const { got, counters, start, until } = registry();
    counters.health.answered({ plugin: 'air', release: 'r1', channel: 'stable', code: null, ms: 3 });
    counters.health.answered({ plugin: 'air', release: 'r1', channel: 'stable', code: 'PLUGIN_TIMEOUT', ms: 3_500 });
    counters.health.answered({ plugin: 'air', release: 'r2', channel: 'stable', code: null, ms: 5.5 });
    counters.health.invalid({ plugin: 'air', release: 'r2', channel: 'stable' });
    counters.health.answered({ plugin: 'air', release: 'r2', channel: 'sandbox', code: null, ms: 5.5 });
    const ask = operation('ask');
    counters.usage.note('app', ask, 10, false);
    counters.usage.note('app', ask, 30, true);
    counters.usage.note(null, ask, 20, false);
    start();
    await until(2);
    expect(got[0]).toMatchObject({ number: 1, serving: SERVING });
    expect(got[0]?.plugins).toEqual([
      {
        plugin: 'air',
        release: 'r1',
        channel: 'stable',
        calls: 2,
        failures: { PLUGIN_TIMEOUT: 1 },
        latency: [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
      },
      {
        plugin: 'air',
        release: 'r2',
        channel: 'stable',
        calls: 1,
        failures: { PLUGIN_INVALID_REPLY: 1 },
        latency: [0, 1, ...new Array(LATENCY_EDGES_MS.length - 1).fill(0)],
      },
      {
        plugin: 'air',
        release: 'r2',
        channel: 'sandbox',
        calls: 1,
        failures: {},
        latency: [0, 1, ...new Array(LATENCY_EDGES_MS.length - 1).fill(0)],
      },
    ]);
    expect(got[0]?.usage).toEqual([
      {
        app: 'app',
        digest: ask.documentDigest,
        operationName: 'ask',
        coordinates: ['Query.ask'],
        count: 2,
        errors: 1,
        cost: 30,
      },
      {
        app: null,
        digest: ask.documentDigest,
        operationName: 'ask',
        coordinates: ['Query.ask'],
        count: 1,
        errors: 0,
        cost: 20,
      },
    ]);
    expect(got[1]).toMatchObject({ process: got[0]?.process, number: 2, plugins: [], usage: [] });
  });

  it('that were not taken are sent again as they were, and what happens meanwhile comes in the next', async () => {
    const { got, counters, start, until, logged } = registry('away', 'away', 'taken');
    counters.health.answered({ plugin: 'air', release: 'r1', channel: 'stable', code: null, ms: 1 });
    start();
    await until(1);
    counters.health.answered({ plugin: 'air', release: 'r1', channel: 'stable', code: null, ms: 1 });
    await until(4);
    expect(got[1]).toEqual(got[0]);
    expect(got[2]).toEqual(got[0]);
    expect(got.slice(2, 4).map(({ number, plugins }) => [number, plugins[0]?.calls])).toEqual([
      [1, 1],
      [2, 1],
    ]);
    expect(logged).toEqual([
      { event: 'report-not-taken', reason: 'nobody answers' },
      { event: 'reports-taken-again', after: 2 },
    ]);
  });

  it('that the registry will never take are said and left', async () => {
    const { got, start, until, logged } = registry('refused');
    start();
    await until(2);
    expect(got.map(({ number }) => number).slice(0, 2)).toEqual([1, 2]);
    expect(logged).toEqual([{ event: 'report-refused', number: 1, reason: '400 no' }]);
  });

  it('tell of usage more rarely, and of all of it at the end', async () => {
    const { got, counters, start, until } = registry();
    start({ usageEveryMs: 60_000 });
    counters.usage.note(null, operation('ask'), 1, false);
    await until(2);
    expect(got.flatMap(({ usage }) => usage)).toEqual([]);
    await reporter?.close();
    expect(got.at(-1)?.usage).toMatchObject([{ count: 1 }]);
  });

  it('do not keep a process that ends', async () => {
    const { start } = registry();
    start({ send: () => new Promise(() => {}) });
    const started = performance.now();
    await reporter?.close();
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('usage', () => {
  it('forgets what was asked for least, and counts what it forgot', () => {
    const usage = createUsageCounters({ most: 10 });
    const hot = operation('hot');
    for (let times = 0; times < 5; times += 1) usage.note('app', hot, 1, false);
    for (let index = 0; index < 100; index += 1) usage.note('app', operation(`once${index}`), 1, false);
    const told = usage.take();
    expect(told.length).toBeLessThanOrEqual(13);
    expect(told[0]).toMatchObject({ operationName: 'hot', count: 5 });
    expect(usage.dropped() + told.reduce((sum, { count }) => sum + count, 0)).toBe(105);
    expect(usage.dropped()).toBe(0);
  });

  it('fits into a report; the rest waits for the next', () => {
    const usage = createUsageCounters({ characters: 20 });
    for (const name of ['one', 'two', 'three']) usage.note(null, operation(name, ['Query.aLongFieldName']), 1, false);
    expect([usage.take().length, usage.take().length, usage.take().length, usage.take().length]).toEqual([1, 1, 1, 0]);
  });

  it('adds up an operation that several graphs have prepared', () => {
    const usage = createUsageCounters();
    usage.note('app', operation('ask'), 1, false);
    usage.note('app', operation('ask', ['Query.ask', 'Query.more']), 2, true);
    expect(usage.take()).toMatchObject([{ coordinates: ['Query.ask', 'Query.more'], count: 2, errors: 1, cost: 2 }]);
  });
});
