/**
 * The thread that composing runs in. It is started both from source (Node strips the types) and from `dist`:
 * everything it imports at run time is a file beside it or an npm package.
 */
import { parentPort } from 'node:worker_threads';
import { composeInThisThread } from './compose-in-this-thread.ts';
import type { SubgraphSource } from './composition.ts';

parentPort?.on('message', (subgraphs: readonly SubgraphSource[]) => {
  parentPort?.postMessage(composeInThisThread(subgraphs));
});
