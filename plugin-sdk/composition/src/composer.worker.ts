/**
 * The thread that composing runs in. It is started both from source (Node strips the types) and from `dist`:
 * everything it imports at run time is a file beside it or an npm package.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { Composer, ComposerAnswer, Pass, SubgraphSource } from './composition.ts';
import { guarded } from './guarded.ts';

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
  if (wanted === null) return (await import('./compose-in-this-thread.ts')).composeInThisThread;
  if (wanted === 'apollo') {
    const { composeWithApollo } = await import('./compose-with-apollo.ts');
    const known = pass === 'fast' ? (await import('./known-subgraphs.ts')).createKnownSubgraphs() : undefined;
    return (subgraphs) => guarded(wanted, () => composeWithApollo(subgraphs, known));
  }
  const { composeWithGuild } = await import('./compose-with-guild.ts');
  return (subgraphs) => guarded(wanted, () => composeWithGuild(subgraphs, pass === 'fast'));
}
