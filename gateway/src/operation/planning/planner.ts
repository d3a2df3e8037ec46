import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { CityGraphError, KEPT_MODULES } from '@citygraph/contract';
import { fairQueue, NOBODYS } from './fair-queue.ts';
import type { PlannerData, PlannerReply, PlannerTask, ValidationError } from './planner-messages.ts';
import type { PlanNode } from './query-plan.ts';

export interface PlannerOptions extends PlannerData {
  /** Threads to plan in; each holds the supergraph (about 60 MB for seven departments). Default 1. */
  readonly threads?: number;
  /** Milliseconds one task may take before its thread is ended and another one started. */
  readonly deadlineMs?: number;
  /** MiB of heap a thread may take. */
  readonly memoryMb?: number;
  /** Tasks that may wait, a quarter of them of one account; more are refused with OVERLOADED, of whoever has most. */
  readonly queue?: number;
}

export interface Planner {
  /** The schema that clients see, in SDL. */
  readonly apiSchema: string;
  /** Labels of progressive overrides in the supergraph. */
  readonly labels: readonly string[];
  /** @param account who asks, for what waits is served in turn; default the hub itself */
  validate(document: string, maxErrors: number, account?: string): Promise<readonly ValidationError[]>;
  /** null: no subgraph need be asked. Rejects with OVERLOADED, QUERY_TOO_EXPENSIVE or the planner's own error. */
  plan(
    document: string,
    operationName: string | null,
    labels?: readonly string[],
    account?: string,
  ): Promise<PlanNode | null>;
  close(): Promise<void>;
}

interface Job {
  readonly task: PlannerTask;
  readonly resolve: (reply: PlannerReply) => void;
  readonly reject: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  job: Job | null;
  timer: NodeJS.Timeout | undefined;
}

/** From source the worker is TypeScript, whose types Node strips by itself; from `dist` it is JavaScript. */
const extension = extname(import.meta.url);
const workerFile = new URL(`./planner.worker${extension}`, import.meta.url);

/** Plans off the event loop. Rejects with the planner's own words when it does not understand the supergraph. */
export async function startPlanner({
  supergraph,
  adoptsScalars,
  threads: count = 1,
  deadlineMs = 10_000,
  memoryMb = 512,
  queue = 200,
}: PlannerOptions): Promise<Planner> {
  const waiting = fairQueue<Job>(queue);
  const threads = new Set<Thread>();
  let closed = false;

  const start = async (): Promise<{ thread: Thread; loaded: PlannerReply & { kind: 'loaded' } }> => {
    const worker = new Worker(workerFile, {
      workerData: { supergraph, adoptsScalars } satisfies PlannerData,
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
      // The parent's flags (Jest's, a debugger's) are none of the worker's business.
      execArgv: ['--no-warnings', ...(extension === '.ts' ? ['--conditions=@citygraph/source'] : [])],
      env: { APOLLO_TELEMETRY_DISABLED: 'true', ...KEPT_MODULES },
    });
    const thread: Thread = { worker, job: null, timer: undefined };
    const loading = Promise.withResolvers<PlannerReply & { kind: 'loaded' }>();
    let isLoaded = false;
    worker.on('message', (reply: PlannerReply) => {
      if (isLoaded) settle(thread, (job) => job.resolve(reply));
      else if (reply.kind === 'loaded') loading.resolve(reply);
      else loading.reject(new Error(reply.kind === 'refused' ? reply.message : 'The planner did not start.'));
    });
    // Out of memory, or ended for its slowness: its job is refused, and another thread takes its place.
    worker.on('error', (error) => (isLoaded ? replace(thread) : loading.reject(error)));
    worker.on('exit', () =>
      isLoaded ? replace(thread) : loading.reject(new Error('The planner ended while it was loading the supergraph.')),
    );
    const loaded = await loading.promise.catch(async (error: unknown) => {
      await worker.terminate();
      throw error;
    });
    isLoaded = true;
    worker.unref();
    return { thread, loaded };
  };

  const settle = (thread: Thread, finish: (job: Job) => void) => {
    clearTimeout(thread.timer);
    const { job } = thread;
    thread.job = null;
    if (job) finish(job);
    if (waiting.size === 0) thread.worker.unref();
    feed();
  };

  const tooExpensive = () =>
    new CityGraphError('QUERY_TOO_EXPENSIVE', 'Planning this query takes too much: ask for less at once.');

  const replace = (thread: Thread) => {
    if (!threads.delete(thread) || closed) return;
    void thread.worker.terminate();
    settle(thread, (job) => job.reject(tooExpensive()));
    start().then(
      ({ thread: fresh }) => {
        if (closed) void fresh.worker.terminate();
        else threads.add(fresh);
        feed();
      },
      // The graph was loaded before: only the machine can be at fault. What waits is told so.
      () => {
        if (threads.size > 0) return;
        for (const { reject } of waiting.clear())
          reject(new CityGraphError('OVERLOADED', 'No planner can be started.'));
      },
    );
  };

  const feed = () => {
    for (const thread of threads) {
      if (thread.job) continue;
      const job = waiting.next();
      if (!job) return;
      thread.job = job;
      thread.timer = setTimeout(() => replace(thread), deadlineMs);
      thread.worker.ref();
      thread.worker.postMessage(job.task);
    }
  };

  const perform = (task: PlannerTask, account: string): Promise<PlannerReply> =>
    new Promise((resolve, reject) => {
      if (closed) reject(new CityGraphError('OVERLOADED', 'This gateway is stopping. Send the request again.'));
      else {
        const crowdedOut = waiting.add(account, { task, resolve, reject });
        crowdedOut?.reject(
          new CityGraphError('OVERLOADED', 'Too many new queries are waiting to be planned. Try again soon.'),
        );
        feed();
      }
    });

  const first = await start();
  threads.add(first.thread);
  for (let index = 1; index < count; index += 1) {
    void start().then(({ thread }) => {
      threads.add(thread);
      feed();
    });
  }

  return {
    ...plannerOver(first.loaded, perform),
    async close() {
      closed = true;
      for (const { reject } of waiting.clear()) reject(new CityGraphError('OVERLOADED', 'This gateway is stopping.'));
      await Promise.all(
        [...threads].map(async (thread) => {
          clearTimeout(thread.timer);
          thread.job?.reject(new CityGraphError('OVERLOADED', 'This gateway is stopping.'));
          thread.job = null;
          await thread.worker.terminate();
        }),
      );
      threads.clear();
    },
  };
}

/** The planner's two tasks, whoever performs them. */
export function plannerOver(
  { apiSchema, labels }: PlannerReply & { kind: 'loaded' },
  perform: (task: PlannerTask, account: string) => Promise<PlannerReply>,
): Omit<Planner, 'close'> {
  const unexpected = (reply: PlannerReply) =>
    new Error(reply.kind === 'failed' ? reply.message : 'The planner gave no answer.');
  return {
    apiSchema,
    labels,
    async validate(document, maxErrors, account = NOBODYS) {
      const reply = await perform({ kind: 'validate', document, maxErrors }, account);
      if (reply.kind === 'validated') return reply.errors;
      throw unexpected(reply);
    },
    async plan(document, operationName, on = [], account = NOBODYS) {
      const reply = await perform({ kind: 'plan', document, operationName, labels: on }, account);
      if (reply.kind === 'planned') return reply.node;
      throw unexpected(reply);
    },
  };
}
