import {
  digestOfPayload,
  GRAPH_SET_TYPE,
  type GraphSet,
  type SignedDocument,
  type SigningKey,
} from '@citygraph/contract';
import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { signedAnew } from '../supergraph-version/signed-anew.ts';
import { GraphSetVersion } from './graph-set.entity.ts';

/** A graph set as gateways take it; null: there is none of this sequence. Signed anew where a key in use has not signed it yet, and one beside it has. @throws Error when it was changed in the database. */
export async function readSet(
  em: EntityManager,
  sequence: number,
  keys: readonly SigningKey[] = [],
): Promise<SignedDocument<GraphSet> | null> {
  const [version] = await findRows(em, GraphSetVersion, { sequence });
  if (!version) return null;
  const document = JSON.parse(version.document) as SignedDocument<GraphSet>;
  const signed = signedAnew(document, GRAPH_SET_TYPE, keys, `Graph set ${sequence}`);
  if (signed === document) return document;
  if (digestOfPayload(document.payload) !== version.digest || document.payload.sequence !== sequence)
    throw new Error(`Graph set ${sequence} is not what its digest says: somebody changed it in the database.`);
  await em.nativeUpdate(GraphSetVersion, { sequence }, { document: JSON.stringify(signed) });
  return signed;
}
