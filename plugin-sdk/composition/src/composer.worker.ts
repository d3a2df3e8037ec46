/**
 * The thread that composing runs in. It is started both from source (Node strips the types) and from `dist`:
 * everything it imports at run time is a file beside it or an npm package.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { Composer, ComposerAnswer, Pass, SubgraphSource } from './composition.ts';
import { guarded } from './guarded.ts';

/** Subgraphs of earlier graphs that Apollo's composer need not read anew: a whole pass meets one city again and again, and strangers' documents once. */
const KEPT: Readonly<Record<Pass, number>> = { whole: 40, fast: 500 };
const { composer, pass } = workerData as { readonly composer: Composer | null; readonly pass: Pass };
const compose = await composing(composer, pass);

parentPort?.on('message', ({ task }: { readonly task: readonly SubgraphSource[] }) => {
  parentPort?.postMessage({ answer: compose(task) });
});

/** Only what is asked for is loaded: a composer takes a second. */
async function composing(
  wanted: Composer | null,
  pass: Pass,
): Promise<(subgraphs: readonly SubgraphSource[]) => ComposerAnswer> {
  if (wanted === null) {
    const { composeInThisThread } = await import('./compose-in-this-thread.ts');
    const { createKnownSubgraphs } = await import('./known-subgraphs.ts');
    const known = createKnownSubgraphs(KEPT[pass]);
    return (subgraphs) => composeInThisThread(subgraphs, known);
  }
  if (wanted === 'apollo') {
    const { composeWithApollo } = await import('./compose-with-apollo.ts');
    const { createKnownSubgraphs } = await import('./known-subgraphs.ts');
    const known = createKnownSubgraphs(KEPT[pass]);
    return (subgraphs) => guarded(wanted, () => composeWithApollo(subgraphs, known));
  }
  const { composeWithGuild } = await import('./compose-with-guild.ts');
  return (subgraphs) => guarded(wanted, () => composeWithGuild(subgraphs, pass === 'fast'));
}
