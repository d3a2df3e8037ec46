import cluster, { type Worker } from 'node:cluster';
import type { Server } from 'node:http';
import { StartError } from '@citygraph/contract';
import { AggregatorRegistry } from 'prom-client';
import type { GatewayConfig } from './config.ts';
import { portOf } from './server/listen.ts';
import { serveMetrics } from './server/serve-metrics.ts';
import { type StartedGateway, startGateway } from './start-gateway.ts';

/** What a worker tells its primary. */
type Said =
  | { readonly kind: 'ready'; readonly url: string }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'metrics'; readonly id: number; readonly values: object[] };

/** New objects live longer in one piece: a seventh less work under load (`bench/`). Only a process's start can say so. */
const HEAP_FLAG = '--max-semi-space-size=64';
const METRICS_MS = 1_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

export interface StartedWorkers {
  readonly url: string;
  readonly metricsUrl: string | null;
  /** Lets every worker end by itself; whoever is left after `graceMs` is killed. */
  stop(graceMs: number): Promise<void>;
}

/** Several processes of one gateway on one port. One that dies is started again, ever later when it keeps dying. */
export async function startWorkers(config: GatewayConfig, log: (line: object) => void): Promise<StartedWorkers> {
  const { workers: count = 1, metricsPort } = config;
  cluster.setupPrimary({ execArgv: [...process.execArgv.filter((flag) => flag !== HEAP_FLAG), HEAP_FLAG] });
  let stopping = false;
  let pause = FIRST_PAUSE_MS;

  const fork = (): Promise<string> => {
    const worker = cluster.fork();
    return new Promise((resolve, reject) => {
      let isReady = false;
      worker.on('message', (said: Said) => {
        if (said.kind === 'ready') {
          isReady = true;
          resolve(said.url);
          setTimeout(() => {
            if (!worker.isDead()) pause = FIRST_PAUSE_MS;
          }, LONGEST_PAUSE_MS).unref();
        } else if (said.kind === 'failed') {
          reject(new StartError(said.message));
        }
      });
      worker.once('exit', (code, signal) => {
        reject(new StartError(`A worker ended before it was ready (${signal ?? `exit ${code}`}).`));
        if (stopping || !isReady) return;
        log({ event: 'worker-died', worker: worker.id, code, signal, restartMs: pause });
        restartLater();
      });
    });
  };
  const restartLater = () => {
    setTimeout(() => {
      if (stopping) return;
      fork().catch((error: unknown) => {
        log({ event: 'worker-not-started', reason: error instanceof Error ? error.message : String(error) });
        restartLater();
      });
    }, pause);
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  };

  const stop = async (graceMs: number) => {
    stopping = true;
    internal?.close();
    const alive = living();
    const ended = alive.map((worker) => new Promise((resolve) => worker.once('exit', resolve)));
    for (const worker of alive) worker.process.kill('SIGTERM');
    const late = setTimeout(() => {
      for (const worker of living()) worker.process.kill('SIGKILL');
    }, graceMs);
    await Promise.all(ended);
    clearTimeout(late);
    internal?.closeAllConnections();
  };

  let internal: Server | null = null;
  try {
    // The first one tells whether the settings can be used; the others share what it found out about the port.
    const url = await fork();
    await Promise.all(Array.from({ length: count - 1 }, fork));
    internal = metricsPort === undefined ? null : await serveMetrics(metricsPort, printTogether);
    return { url, metricsUrl: internal && `http://127.0.0.1:${portOf(internal)}/metrics`, stop };
  } catch (error) {
    await stop(0);
    throw error;
  }
}

/** The body of a worker: a gateway of its own, without a listener for metrics. */
export async function runWorker(config: GatewayConfig, log: (line: object) => void): Promise<StartedGateway> {
  const say = (said: Said) =>
    new Promise<void>((resolve) => process.send?.(said, undefined, undefined, () => resolve()));
  const { metricsPort: _, ...own } = config;
  try {
    const gateway = await startGateway(own, log);
    process.on('message', ({ id }: { id: number }) => {
      void gateway.metricValues().then((values) => say({ kind: 'metrics', id, values }));
    });
    await say({ kind: 'ready', url: gateway.url });
    return gateway;
  } catch (error) {
    await say({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
    throw error;
  }
}

const living = (): Worker[] => Object.values(cluster.workers ?? {}).flatMap((worker) => (worker ? [worker] : []));

let asked = 0;

/** The metrics of all workers, added up; of one that does not answer in time nothing is known. */
async function printTogether(): Promise<string> {
  asked += 1;
  const values = await Promise.all(living().map((worker) => valuesOf(worker, asked)));
  return AggregatorRegistry.aggregate(values.filter((list) => list.length > 0)).metrics();
}

function valuesOf(worker: Worker, id: number): Promise<object[]> {
  return new Promise((resolve) => {
    const settle = (values: object[]) => {
      clearTimeout(late);
      worker.off('message', hear);
      resolve(values);
    };
    const hear = (said: Said) => {
      if (said.kind === 'metrics' && said.id === id) settle(said.values);
    };
    const late = setTimeout(() => settle([]), METRICS_MS);
    worker.on('message', hear);
    worker.send({ id });
  });
}
