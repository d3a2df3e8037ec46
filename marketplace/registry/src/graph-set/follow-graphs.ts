import { type ComposerThread, createComposerPair } from '@citygraph/composition';
import type { GraphSet, SignedDocument } from '@citygraph/contract';
import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { Head } from '../policy/head.entity.ts';
import type { Compose } from '../supergraph-version/compose-graph.ts';
import { type GraphPublisherOptions, graphPublisher, type Lane } from './graph-publisher.ts';
import { readSet } from './read-set.ts';
import { signKept } from './sign-kept.ts';

export interface FollowGraphsOptions extends GraphPublisherOptions {
  /** Gets each graph set that is newer than the one before; the first is awaited. Artefacts are read by `readArtefact`. */
  readonly take: (set: SignedDocument<GraphSet>) => unknown;
  readonly log?: (line: Readonly<Record<string, unknown>>) => void;
}

/** Between two looks at what is wanted: with moving the head, taken back is taken back well within a second. */
const LOOK_MS = 250;
/** After a failure: nobody gains by a database that is asked four times a second what it just would not answer. */
const AFTER_FAILURE_MS = 2_000;

/** What failed for want of time or memory is tried again by itself. */
const AGAIN_MS = 5 * 60_000;

/** Makes graphs of what people decide, and brings them to gateways, now and whenever it changes; the answer stops it, once what is being composed is done. */
export async function followGraphs(options: FollowGraphsOptions): Promise<() => Promise<void>> {
  const { em, keys, take, log = () => {} } = options;
  // Where a vendor waits, composers stay loaded and work side by side.
  const trying = options.composeSandbox ? null : createComposerPair({ pass: 'fast' });
  const sandboxOf =
    (pair: ComposerThread): Compose =>
    ({ subgraphs, deadlineMs }) =>
      pair.compose(subgraphs, deadlineMs);
  const publisher = graphPublisher({ ...options, ...(trying && { composeSandbox: sandboxOf(trying) }) });
  let given = 0;
  const give = async (): Promise<void> => {
    const sequence = await versionOf(em(), 'graphs');
    if (sequence <= given) return;
    const set = await readSet(em(), sequence, keys());
    if (!set) return;
    given = sequence;
    take(set);
  };
  let signers = '';
  /** A key that begins to sign makes what is kept its own, and gateways get it so. */
  const signAnew = async (): Promise<void> => {
    const now = keys()
      .map(({ kid }) => kid)
      .join(' ');
    if (now === signers) return;
    signers = now;
    for (const error of await signKept(em(), keys())) log({ level: 'error', event: 'graph-not-signed', error });
    given = 0;
  };
  await signAnew();
  await publisher.settle('served');
  await give();

  const stopping = new AbortController();
  const lane = async (name: Lane): Promise<void> => {
    let settled = -1;
    let settledAt = 0;
    while (!stopping.signal.aborted) {
      let pause = LOOK_MS;
      try {
        if (name === 'served') await signAnew();
        const isDue = performance.now() - settledAt > AGAIN_MS;
        if (isDue || (await versionOf(em(), 'wanted')) !== settled) {
          settled = await publisher.settle(name);
          settledAt = performance.now();
        }
        await give();
      } catch (error) {
        pause = AFTER_FAILURE_MS;
        log({ level: 'error', event: 'graphs-not-published', lane: name, error: String(error) });
      }
      await waitFor(pause, stopping.signal);
    }
  };
  const lanes = [lane('head'), lane('served'), lane('sandbox')];
  return async () => {
    stopping.abort();
    await Promise.all(lanes);
    await trying?.close();
  };
}

async function versionOf(em: EntityManager, name: 'graphs' | 'wanted'): Promise<number> {
  const [head] = await findRows(em, Head, { name });
  return head?.version ?? 0;
}

function waitFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done);
  });
}
