import {
  digestOfPayload,
  type SignedDocument,
  type SigningKey,
  SUPERGRAPH_ARTEFACT_TYPE,
  type SupergraphArtefact,
} from '@citygraph/contract';
import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { signedAnew } from './signed-anew.ts';
import { SupergraphVersion } from './supergraph-version.entity.ts';

/**
 * A kept graph as gateways take it; null: there is none of this digest, or its document was deleted. Whoever says which keys are in use gets it signed by them: one that an older key beside them signed is
 * signed anew, once its content is seen to be what its digest names. @throws Error when it is not, or none of them has signed it
 */
export async function readArtefact(
  em: EntityManager,
  digest: string,
  keys: readonly SigningKey[] = [],
): Promise<SignedDocument<SupergraphArtefact> | null> {
  const [version] = await findRows(em, SupergraphVersion, { digest });
  if (!version || version.deletedAt !== null) return null;
  const document = JSON.parse(version.document) as SignedDocument<SupergraphArtefact>;
  const signed = signedAnew(document, SUPERGRAPH_ARTEFACT_TYPE, keys, `The graph ${digest}`);
  if (signed === document) return document;
  if (digestOfPayload(document.payload) !== digest)
    throw new Error(`The graph ${digest} is not what its name says: somebody changed it in the database.`);
  await em.nativeUpdate(SupergraphVersion, { digest }, { document: JSON.stringify(signed) });
  return signed;
}
