import { createHash } from 'node:crypto';
import type { Finding, SubgraphSource } from '@citygraph/composition';
import type { Compose } from './court.ts';
import type { Graph } from './graph/graph.ts';
import { readGraph } from './graph/read-graph.ts';

/** A graph without the plugin, or with it. */
export interface ComposedGraph {
  /** null: it does not compose by itself. */
  readonly graph: Graph | null;
  /** What it was read from; null: there is none. */
  readonly supergraphSdl: string | null;
  readonly errors: readonly Finding[];
  /** Milliseconds that it took. */
  readonly ms: number;
}

export interface ComposedGraphs {
  get(subgraphs: readonly SubgraphSource[]): Promise<ComposedGraph>;
  /** undefined: nobody has composed exactly these, or not lately. */
  known(subgraphs: readonly SubgraphSource[]): Promise<ComposedGraph> | undefined;
  /** What one plugin made of a graph is the next one's base. */
  keep(subgraphs: readonly SubgraphSource[], composed: ComposedGraph): void;
}

/** The city's own graph has been admitted: it gets all the time it needs. */
const BASE_DEADLINE_MS = 120_000;

/** Composes each base once, and keeps the last few. */
export function createComposedGraphs(compose: Compose, kept: number): ComposedGraphs {
  const graphs = new Map<string, Promise<ComposedGraph>>();
  const put = (digest: string, composed: Promise<ComposedGraph>): void => {
    // What was asked for last goes to the end; what is at the beginning goes.
    graphs.delete(digest);
    graphs.set(digest, composed);
    for (const oldest of graphs.keys()) if (graphs.size > kept) graphs.delete(oldest);
  };
  return {
    get(subgraphs) {
      const digest = digestOf(subgraphs);
      const composed = graphs.get(digest) ?? composeBase(compose, subgraphs);
      put(digest, composed);
      const forget = () => graphs.delete(digest);
      composed.then(({ graph }) => graph ?? forget(), forget);
      return composed;
    },
    known: (subgraphs) => graphs.get(digestOf(subgraphs)),
    keep: (subgraphs, composed) => put(digestOf(subgraphs), Promise.resolve(composed)),
  };
}

async function composeBase(compose: Compose, subgraphs: readonly SubgraphSource[]): Promise<ComposedGraph> {
  const since = performance.now();
  const { supergraphSdl, errors } = await compose(subgraphs, BASE_DEADLINE_MS);
  const graph = supergraphSdl === null ? null : readGraph(supergraphSdl);
  return { graph, supergraphSdl, errors, ms: performance.now() - since };
}

function digestOf(subgraphs: readonly SubgraphSource[]): string {
  const hash = createHash('sha256');
  for (const { name, url, sdl } of subgraphs) hash.update(JSON.stringify([name, url, sdl]));
  return hash.digest('hex');
}
