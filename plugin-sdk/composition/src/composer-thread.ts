import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import {
  type Composer,
  type Composition,
  type FindingCode,
  hubFinding,
  type Pass,
  type SubgraphSource,
} from './composition.ts';
import { KEPT_MODULES } from './kept-modules.ts';
import { leaveSpareThread, takeSpareThread } from './spare-threads.ts';

export interface ComposerThreadOptions {
  /** MiB of heap the thread may take. */
  readonly memoryMb?: number;
  /** Milliseconds without a graph after which the thread gives its memory back; the next graph waits for a new one. */
  readonly idleMs?: number;
  /** It alone, whose answer says nothing of the other; default: both, one after the other, and what they come to. */
  readonly composer?: Composer;
  /** Default `whole`; `fast` is of one composer, and keeps what it knows of subgraphs from one graph to the next. */
  readonly pass?: Pass;
}

/** A thread that stays for a while, so that only the first of several graphs waits for the composers to be loaded. It holds no process open while it is idle. */
export interface ComposerThread {
  /**
   * One graph after the other. Never rejects for the graph's sake: what is wrong with it, too slow or too big included, is
   * in `errors`; a thread that was ended at its limits is replaced. The deadline counts from when the graph's turn comes.
   */
  compose(subgraphs: readonly SubgraphSource[], deadlineMs: number): Promise<Composition>;
  /** Ends the thread, or leaves it to whoever composes next in this process; graphs that wait are refused. */
  close(): Promise<void>;
}

/** From source the worker is TypeScript, whose types Node strips by itself; from `dist` it is JavaScript. */
const workerFile = new URL(`./composer.worker${extname(import.meta.url)}`, import.meta.url);

export function createComposerThread({
  memoryMb = 512,
  idleMs = 600_000,
  composer,
  pass = 'whole',
}: ComposerThreadOptions = {}): ComposerThread {
  let worker: Worker | null = null;
  /** It has composed before: what that left in its heap is not the next graph's fault. */
  let isFresh = true;
  let closed = false;
  let abandon: (() => void) | null = null;
  let idle: NodeJS.Timeout | undefined;
  let last: Promise<unknown> = Promise.resolve();

  /** Threads that know nothing of one graph when they compose the next are all the same to whoever needs one of their kind. */
  const kind = pass === 'whole' ? `${composer ?? 'both'} ${memoryMb}` : null;
  const onGone = (): void => {
    worker = null;
  };

  const start = (): Worker => {
    const spare = kind === null ? null : takeSpareThread(kind);
    isFresh = spare === null;
    const started = spare ?? startWorker();
    started.once('exit', onGone);
    worker = started;
    return started;
  };

  const startWorker = (): Worker => {
    const started = new Worker(workerFile, {
      workerData: { composer: composer ?? null, pass },
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
      // The parent's flags (Jest's, a debugger's) are none of the worker's business.
      execArgv: ['--no-warnings'],
      env: KEPT_MODULES,
    });
    // One that dies between two graphs is nobody's error; the next graph starts another.
    started.on('error', () => {});
    return started;
  };

  const end = async (): Promise<void> => {
    const ending = worker;
    ending?.off('exit', onGone);
    worker = null;
    await ending?.terminate();
  };

  const run = (subgraphs: readonly SubgraphSource[], deadlineMs: number): Promise<Composition> =>
    new Promise((resolve) => {
      if (closed) return resolve(refusal('COMPOSER_FAILED', CLOSED));
      clearTimeout(idle);
      const running = worker ?? start();
      running.ref();
      const letGo = () => {
        clearTimeout(deadline);
        abandon = null;
        isFresh = false;
        // Not `removeAllListeners`: the worker itself listens for its listeners, and would go dumb.
        running.off('message', settle).off('error', onError).off('exit', onExit);
        running.unref();
        idle = setTimeout(() => void end(), idleMs).unref();
      };
      const settle = (composition: Composition) => {
        letGo();
        resolve(composition);
      };
      const refuse = (code: FindingCode, message: string) => {
        const isRetried = code === 'MEMORY_EXCEEDED' && !isFresh && !closed;
        letGo();
        void end();
        resolve(isRetried ? run(subgraphs, deadlineMs) : refusal(code, message));
      };
      const onError = (error: NodeJS.ErrnoException) =>
        error.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? refuse('MEMORY_EXCEEDED', `Composing took more than ${memoryMb} MiB.`)
          : refuse('COMPOSER_FAILED', `Composing failed: ${error.message}`);
      const onExit = (code: number) => refuse('COMPOSER_FAILED', `Composing ended without an answer (exit ${code}).`);
      abandon = () => refuse('COMPOSER_FAILED', CLOSED);
      const deadline = setTimeout(
        () => refuse('DEADLINE_EXCEEDED', `Composing took longer than ${deadlineMs} ms.`),
        deadlineMs,
      );
      running.once('message', settle).once('error', onError).once('exit', onExit);
      // Whatever else a caller's objects hold cannot or need not cross the thread.
      running.postMessage(subgraphs.map(({ name, url, sdl }): SubgraphSource => ({ name, url, sdl })));
    });

  return {
    compose(subgraphs, deadlineMs) {
      const turn = last.then(() => run(subgraphs, deadlineMs));
      last = turn;
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

const CLOSED = 'Composing was ended: its thread was closed.';

function refusal(code: FindingCode, message: string): Composition {
  return { supergraphSdl: null, hints: [], errors: [hubFinding(code, message)] };
}
