import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type Composition, type FindingCode, hubFinding, type SubgraphSource } from './composition.ts';

export interface ComposeOptions {
  readonly subgraphs: readonly SubgraphSource[];
  /** Milliseconds until the worker is ended and the graph counts as refused. */
  readonly deadlineMs: number;
  /** MiB of heap the worker may take. */
  readonly memoryMb?: number;
}

/** From source the worker is TypeScript, whose types Node strips by itself; from `dist` it is JavaScript. */
const workerFile = new URL(`./composer.worker${extname(import.meta.url)}`, import.meta.url);

/**
 * Composes a supergraph with both composers, off the calling thread. Never rejects for the graph's sake: what is
 * wrong with it, too slow or too big included, is in `errors`.
 */
export function compose({ subgraphs, deadlineMs, memoryMb = 512 }: ComposeOptions): Promise<Composition> {
  return new Promise((resolve) => {
    const worker = new Worker(workerFile, {
      // Whatever else a caller's objects hold cannot or need not cross the thread.
      workerData: subgraphs.map(({ name, url, sdl }): SubgraphSource => ({ name, url, sdl })),
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
      // The parent's flags (Jest's, a debugger's) are none of the worker's business.
      execArgv: ['--no-warnings'],
      env: {},
    });
    const settle = (composition: Composition) => {
      clearTimeout(deadline);
      worker.removeAllListeners();
      // A worker that is being ended may still report an error; nobody waits for it.
      worker.on('error', () => {});
      void worker.terminate();
      resolve(composition);
    };
    const refuse = (code: FindingCode, message: string) =>
      settle({ supergraphSdl: null, hints: [], errors: [hubFinding(code, message)] });
    const deadline = setTimeout(
      () => refuse('DEADLINE_EXCEEDED', `Composing took longer than ${deadlineMs} ms.`),
      deadlineMs,
    );
    worker.once('message', settle);
    worker.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ERR_WORKER_OUT_OF_MEMORY'
        ? refuse('MEMORY_EXCEEDED', `Composing took more than ${memoryMb} MiB.`)
        : refuse('COMPOSER_FAILED', `Composing failed: ${error.message}`),
    );
    worker.once('exit', (code) => refuse('COMPOSER_FAILED', `Composing ended without an answer (exit ${code}).`));
  });
}
