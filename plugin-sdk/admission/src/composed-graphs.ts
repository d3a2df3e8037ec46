import { createHash } from 'node:crypto';
import type { Finding, SubgraphSource } from '@citygraph/composition';
import type { Compose } from './admit.ts';
import type { Graph } from './graph/graph.ts';
import { readGraph } from './graph/read-graph.ts';

/** A graph without the plugin. */
export interface ComposedGraph {
  /** null: it does not compose by itself. */
  readonly graph: Graph | null;
  readonly errors: readonly Finding[];
  /** Milliseconds that it took. */
  readonly ms: number;
}

export interface ComposedGraphs {
  get(subgraphs: readonly SubgraphSource[]): Promise<ComposedGraph>;
}

/** The city's own graph has been admitted: it gets all the time it needs. */
const BASE_DEADLINE_MS = 120_000;

/** Composes each base once, and keeps the last few. */
export function createComposedGraphs(compose: Compose, kept: number): ComposedGraphs {
  const graphs = new Map<string, Promise<ComposedGraph>>();
  return {
    get(subgraphs) {
      const digest = digestOf(subgraphs);
      const composed = graphs.get(digest) ?? composeBase(compose, subgraphs);
      // What was asked for last goes to the end; what is at the beginning goes.
      graphs.delete(digest);
      graphs.set(digest, composed);
      for (const oldest of graphs.keys()) if (graphs.size > kept) graphs.delete(oldest);
      composed.then(
        ({ graph }) => void (graph ?? graphs.delete(digest)),
        () => graphs.delete(digest),
      );
      return composed;
    },
  };
}

async function composeBase(compose: Compose, subgraphs: readonly SubgraphSource[]): Promise<ComposedGraph> {
  const since = performance.now();
  const { supergraphSdl, errors } = await compose(subgraphs, BASE_DEADLINE_MS);
  return { graph: supergraphSdl === null ? null : readGraph(supergraphSdl), errors, ms: performance.now() - since };
}

function digestOf(subgraphs: readonly SubgraphSource[]): string {
  const hash = createHash('sha256');
  for (const { name, url, sdl } of subgraphs) hash.update(JSON.stringify([name, url, sdl]));
  return hash.digest('hex');
}
