import { hash } from 'node:crypto';
import type { OperationStore } from '../operation/operation-store.ts';
import type { SubgraphClient } from '../transport/subgraph-client.ts';
import type { Graph } from './load-supergraph.ts';

/** A graph with everything that belongs to it. A request is answered by one generation from its start to its end. */
export interface Generation {
  readonly graph: Graph;
  readonly operations: OperationStore;
  readonly subgraphs: SubgraphClient;
  /** Of the artefact, or of the supergraph's text: equal for equal graphs. */
  readonly digest: string;
  /** It was read from the signed artefact of this digest; null: it was not. */
  readonly artefact: string | null;
  /** Under which a plugin's release is known here; null: the artefact does not say. */
  versionOf(plugin: string): string | null;
  /** Digest of a plugin's release that is asked here; null: the artefact does not say. */
  releaseOf(plugin: string): string | null;
}

export const digestOf = (sdl: string): string => hash('sha256', sdl, 'hex').slice(0, 16);
