import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { KEPT_MODULES } from '@citygraph/contract';
import { leaveSpareThread, takeSpareThread } from './spare-threads.ts';

export interface LimitedThreadOptions<Answer> {
  /** Its entry: TypeScript from source, whose types Node strips by itself, and JavaScript from `dist`. */
  readonly file: URL;
  readonly workerData?: unknown;
  /** MiB of heap the thread may take. */
  readonly memoryMb: number;
  /** Milliseconds without a task after which the thread gives its memory back; the next task waits for a new one. */
  readonly idleMs?: number;
  /** The deadline counts from when the thread says that it is `ready`, and not from when it is started. */
  readonly saysReady?: boolean;
  /** A closed one that is idle is left to whoever needs one of the same kind next in this process; default: it is ended. */
  readonly kind?: string | null;
  /** What is answered where a task came to no end. */
  readonly refused: (fault: ThreadFault) => Answer;
}

/** Why a task came to no end: its time, its memory, or what went wrong, in a sentence. */
export type ThreadFault =
  | { readonly limit: 'deadline'; readonly ms: number }
  | { readonly limit: 'memory'; readonly mb: number }
  | { readonly limit: null; readonly message: string };

/** What a thread says: that it has loaded all it needs; what it needs to know from outside; what a task came to. */
export type ThreadMessage<Answer> = { readonly ready: true } | { readonly ask: unknown } | { readonly answer: Answer };

/** A thread that does one task after the other, each within limits, and stays for the next. It holds no process open while it is idle. */
export interface LimitedThread<Task, Answer> {
  /**
   * Never rejects for the task's sake. A thread that was ended at its limits is replaced. The deadline counts from when the task's turn comes, and not while `help` is found
   * what the thread asks for: what it resolves to is sent back, and where it rejects, so does this.
   */
  run(task: Task, deadlineMs: number, help?: (ask: unknown) => Promise<unknown>): Promise<Answer>;
  /** Ends the thread, or leaves it to whoever needs one of its `kind`; tasks that wait are refused. */
  close(): Promise<void>;
}

/** Loading is nobody's fault, but does not last for ever. */
const LOADING_MS = 120_000;

export function createLimitedThread<Task, Answer>({
  file,
  workerData,
  memoryMb,
  idleMs = 600_000,
  saysReady = false,
  kind = null,
  refused,
}: LimitedThreadOptions<Answer>): LimitedThread<Task, Answer> {
  let worker: Worker | null = null;
  /** It has done a task before: what that left in its heap is not the next one's fault. */
  let isFresh = true;
  let isReady = false;
  let closed = false;
  let abandon: (() => void) | null = null;
  let idle: NodeJS.Timeout | undefined;
  let last: Promise<unknown> = Promise.resolve();

  const onGone = (): void => {
    worker = null;
  };

  const start = (): Worker => {
    const spare = kind === null ? null : takeSpareThread(kind);
    isFresh = spare === null;
    isReady = spare !== null || !saysReady;
    const started = spare ?? startWorker();
    started.once('exit', onGone);
    worker = started;
    return started;
  };

  const startWorker = (): Worker => {
    const started = new Worker(file, {
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
      // The parent's flags (Jest's, a debugger's) are none of the worker's business.
      execArgv: ['--no-warnings', ...(extname(file.pathname) === '.ts' ? ['--conditions=@citygraph/source'] : [])],
      env: KEPT_MODULES,
    });
    // One that dies between two tasks is nobody's error; the next task starts another.
    started.on('error', () => {});
    return started;
  };

  const end = async (): Promise<void> => {
    const ending = worker;
    ending?.off('exit', onGone);
    worker = null;
    await ending?.terminate();
  };

  const run: LimitedThread<Task, Answer>['run'] = (task, deadlineMs, help) =>
    new Promise((resolve, reject) => {
      if (closed) return resolve(refused(CLOSED));
      clearTimeout(idle);
      const running = worker ?? start();
      running.ref();
      const clock = stopwatch(deadlineMs, () => refuse({ limit: 'deadline', ms: deadlineMs }));
      const loading = setTimeout(() => refuse({ limit: null, message: 'its thread did not load' }), LOADING_MS);
      const letGo = () => {
        clock.stop();
        clearTimeout(loading);
        abandon = null;
        isFresh = false;
        // Not `removeAllListeners`: the worker itself listens for its listeners, and would go dumb.
        running.off('message', onMessage).off('error', onError).off('exit', onExit);
        running.unref();
        idle = setTimeout(() => void end(), idleMs).unref();
      };
      const begin = () => {
        isReady = true;
        clearTimeout(loading);
        clock.run();
      };
      const onMessage = (message: ThreadMessage<Answer>) => {
        if ('ready' in message) begin();
        else if ('ask' in message) {
          clock.stop();
          // Nobody who has given up is answered.
          const isAsking = () => abandon === giveUp;
          (help?.(message.ask) ?? Promise.reject(new Error('The thread asked, and nobody answers.'))).then(
            (found) => {
              if (!isAsking()) return;
              clock.run();
              running.postMessage({ found });
            },
            (error) => {
              if (!isAsking()) return;
              letGo();
              void end();
              reject(error);
            },
          );
        } else {
          letGo();
          resolve(message.answer);
        }
      };
      const refuse = (fault: ThreadFault) => {
        const isRetried = fault.limit === 'memory' && !isFresh && !closed;
        letGo();
        void end();
        if (isRetried) run(task, deadlineMs, help).then(resolve, reject);
        else resolve(refused(fault));
      };
      const onError = (error: NodeJS.ErrnoException) =>
        refuse(
          error.code === 'ERR_WORKER_OUT_OF_MEMORY'
            ? { limit: 'memory', mb: memoryMb }
            : { limit: null, message: error.message },
        );
      const onExit = (code: number) => refuse({ limit: null, message: `it ended without an answer (exit ${code})` });
      const giveUp = () => refuse(CLOSED);
      abandon = giveUp;
      running.on('message', onMessage).once('error', onError).once('exit', onExit);
      if (isReady) begin();
      try {
        running.postMessage({ task });
      } catch (error) {
        letGo();
        reject(error);
      }
    });

  return {
    run(task, deadlineMs, help) {
      const turn = last.then(() => run(task, deadlineMs, help));
      last = turn.catch(() => {});
      return turn;
    },
    async close() {
      closed = true;
      clearTimeout(idle);
      const isIdle = abandon === null;
      abandon?.();
      if (isIdle && worker !== null && kind !== null) {
        worker.off('exit', onGone);
        leaveSpareThread(kind, worker);
        worker = null;
      }
      await end();
    },
  };
}

const CLOSED: ThreadFault = { limit: null, message: 'its thread was closed' };

/** Calls when so much time has passed in which it ran. */
function stopwatch(ms: number, call: () => void) {
  let left = ms;
  let since: number | null = null;
  let timer: NodeJS.Timeout | undefined;
  return {
    run() {
      if (since !== null) return;
      since = performance.now();
      timer = setTimeout(call, left);
    },
    stop() {
      clearTimeout(timer);
      if (since !== null) left -= performance.now() - since;
      since = null;
    },
  };
}
