import { createComposerThread } from './composer-thread.ts';
import type { Composition, SubgraphSource } from './composition.ts';

export interface ComposeOptions {
  readonly subgraphs: readonly SubgraphSource[];
  /** Milliseconds until the worker is ended and the graph counts as refused. */
  readonly deadlineMs: number;
  /** MiB of heap the worker may take. */
  readonly memoryMb?: number;
}

/**
 * Composes a supergraph with both composers, off the calling thread. Never rejects for the graph's sake: what is
 * wrong with it, too slow or too big included, is in `errors`.
 */
export async function compose({ subgraphs, deadlineMs, memoryMb }: ComposeOptions): Promise<Composition> {
  const thread = createComposerThread({ memoryMb });
  const composition = await thread.compose(subgraphs, deadlineMs);
  void thread.close();
  return composition;
}
