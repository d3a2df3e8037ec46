import {
  digestOfPayload,
  type SignedDocument,
  type SigningKey,
  SUPERGRAPH_ARTEFACT_TYPE,
  type SupergraphArtefact,
  signDocument,
} from '@citygraph/contract';
import { findRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { SupergraphVersion } from './supergraph-version.entity.ts';

/**
 * A kept graph as gateways take it; null: there is none of this digest, or its document was deleted. Whoever says which keys are in use gets it signed by them: one that an older key signed is signed
 * anew, once its content is seen to be what its digest names. @throws Error when it is not.
 */
export async function readArtefact(
  em: EntityManager,
  digest: string,
  keys: readonly SigningKey[] = [],
): Promise<SignedDocument<SupergraphArtefact> | null> {
  const [version] = await findRows(em, SupergraphVersion, { digest });
  if (!version || version.deletedAt !== null) return null;
  const document = JSON.parse(version.document) as SignedDocument<SupergraphArtefact>;
  const signers = new Set(document.signatures.map(({ keyId }) => keyId));
  if (keys.every(({ kid }) => signers.has(kid))) return document;
  if (digestOfPayload(document.payload) !== digest)
    throw new Error(`The graph ${digest} is not what its name says: somebody changed it in the database.`);
  const signed = signDocument(SUPERGRAPH_ARTEFACT_TYPE, document.payload, keys);
  await em.nativeUpdate(SupergraphVersion, { digest }, { document: JSON.stringify(signed) });
  return signed;
}
