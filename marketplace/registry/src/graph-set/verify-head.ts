import {
  digestOfPayload,
  GRAPH_SET_TYPE,
  type GraphSet,
  type SigningKey,
  SUPERGRAPH_ARTEFACT_TYPE,
  type SupergraphArtefact,
  verifyDocument,
} from '@citygraph/contract';
import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { buildSchema } from 'graphql';
import { Head } from '../policy/head.entity.ts';
import { SupergraphVersion } from '../supergraph-version/supergraph-version.entity.ts';
import { wordsOf } from '../words-of.ts';
import { GraphChange } from './graph-change.entity.ts';
import { GraphSetVersion } from './graph-set.entity.ts';
import { namedBy } from './named-by.ts';

export interface HeadVerdict {
  readonly sequence: number;
  /** What is wrong, in sentences; empty: the head is complete, signed and can be booted. */
  readonly faults: readonly string[];
}

const BATCH = 500;

/**
 * Reads the head, every graph that it names, and all sets before it that are kept: signatures, digests, no gap but one that was said (`heads restored`), no fork, no change without its set. Whoever boots from this database gets
 * a graph.
 */
export async function verifyHead(em: EntityManager, keys: readonly SigningKey['publicJwk'][]): Promise<HeadVerdict> {
  const [head] = await findRows(em, Head, { name: 'graphs' });
  const sequence = head?.version ?? 0;
  if (!head || sequence === 0) return { sequence, faults: ['There is no graph set yet.'] };
  const faults = await chainFaults(em, sequence, head.hash);
  const [last] = await findRows(em, GraphSetVersion, { sequence });
  if (last) {
    try {
      const set = verifyDocument(JSON.parse(last.document), GRAPH_SET_TYPE, keys) as GraphSet;
      if (digestOfPayload(set) !== head.hash) faults.push('The head is not what its digest says.');
      for (const digest of namedBy(set)) faults.push(...(await artefactFaults(em, digest, keys)));
    } catch (error) {
      faults.push(`The head cannot be taken: ${wordsOf(error)}.`);
    }
  }
  const beyond = await em.count(GraphChange, { sequence: { $gt: sequence } });
  if (beyond > 0) faults.push(`${beyond} changes name a graph set that is not there.`);
  return { sequence, faults };
}

async function chainFaults(em: EntityManager, sequence: number, hash: string): Promise<string[]> {
  // Old ones were deleted; the last of them is known.
  const [deleted] = await findRows(em, Head, { name: 'graphs-deleted' });
  let previous = deleted?.hash ?? '';
  let at = deleted?.version ?? 0;
  for (;;) {
    const sets = await em.find(
      GraphSetVersion,
      { sequence: { $gt: at } },
      {
        fields: ['sequence', 'digest', 'previous', 'follows'],
        orderBy: { sequence: 'asc' },
        limit: BATCH,
        disableIdentityMap: true,
      },
    );
    for (const set of sets) {
      if ((set.follows ?? Number(set.sequence) - 1) !== at) return [`After graph set ${at} comes ${set.sequence}.`];
      if (set.previous !== previous) return [`Graph set ${set.sequence} does not follow the one before it.`];
      previous = set.digest;
      at = Number(set.sequence);
    }
    if (sets.length < BATCH) break;
  }
  if (at !== sequence || previous !== hash) return [`The head says ${sequence}, the last graph set is ${at}.`];
  return [];
}

async function artefactFaults(
  em: EntityManager,
  digest: string,
  keys: readonly SigningKey['publicJwk'][],
): Promise<string[]> {
  const [version] = await findRows(em, SupergraphVersion, { digest });
  if (!version || version.deletedAt !== null) return [`The graph ${digest} is not there.`];
  try {
    const document = JSON.parse(version.document);
    const artefact = verifyDocument(document, SUPERGRAPH_ARTEFACT_TYPE, keys) as SupergraphArtefact;
    if (digestOfPayload(artefact) !== digest) return [`The graph ${digest} is not what its digest says.`];
    buildSchema(artefact.supergraphSdl, { assumeValidSDL: true });
    return [];
  } catch (error) {
    return [`The graph ${digest} cannot be taken: ${wordsOf(error)}.`];
  }
}
