import { type ClientGraph, readClientGraph } from '@citygraph/admission';
import type { ArtefactSubgraph, GraphSet, SignedDocument } from '@citygraph/contract';
import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { GraphSetVersion } from '../graph-set/graph-set.entity.ts';
import { readArtefact } from '../supergraph-version/read-artefact.ts';

export interface ServedGraph extends ClientGraph {
  readonly subgraphs: Readonly<Record<string, ArtefactSubgraph>>;
}

/** A graph that some have, and that everybody may have next. */
export interface NextGraph extends ServedGraph {
  readonly channel: 'SANDBOX' | 'ROLLOUT';
}

/** What is judged against: what everybody has, and what may come. */
export interface GraphsToCome {
  /** Of the graph set that they are in. */
  readonly sequence: number;
  readonly stable: ServedGraph;
  readonly next: readonly NextGraph[];
}

/** The graphs of the newest set, each once; null: there is none yet. */
export async function graphsToCome(em: EntityManager): Promise<GraphsToCome | null> {
  const [head] = await findRows(em, GraphSetVersion, {}, { orderBy: { sequence: 'desc' }, limit: 1 });
  if (!head) return null;
  const { payload } = JSON.parse(head.document) as SignedDocument<GraphSet>;
  const stable = await readServed(em, payload.stable);
  if (!stable) return null;
  // Releases that are tried come first: what they take is nearer than what the sandbox has.
  const named = new Map<string, NextGraph['channel']>();
  if (payload.sandbox !== null) named.set(payload.sandbox, 'SANDBOX');
  for (const { artefact } of payload.rollouts) named.set(artefact, 'ROLLOUT');
  named.delete(payload.stable);
  const next = await Promise.all(
    [...named].reverse().map(async ([digest, channel]) => {
      const graph = await readServed(em, digest);
      return graph ? [{ ...graph, channel }] : [];
    }),
  );
  return { sequence: head.sequence, stable, next: next.flat() };
}

/** Graphs never change, and reading one takes a moment: those that are asked about stay, the others go. */
const read = new Map<string, ServedGraph>();
/** One for everybody, the sandbox's, and as many rollouts as there may be. */
const MOST_READ = 12;

async function readServed(em: EntityManager, digest: string): Promise<ServedGraph | null> {
  const known = read.get(digest);
  if (known) {
    read.delete(digest);
    read.set(digest, known);
    return known;
  }
  const artefact = await readArtefact(em, digest);
  if (!artefact) return null;
  const { supergraphSdl, subgraphs } = artefact.payload;
  const graph = { ...readClientGraph(supergraphSdl), subgraphs };
  read.set(digest, graph);
  for (const oldest of [...read.keys()].slice(0, -MOST_READ)) read.delete(oldest);
  return graph;
}
