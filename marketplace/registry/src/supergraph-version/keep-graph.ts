import {
  digestOfPayload,
  type SigningKey,
  SUPERGRAPH_ARTEFACT_TYPE,
  type SupergraphArtefact,
  signDocument,
} from '@citygraph/contract';
import { findRows } from '@citygraph/kit';
import { type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/sql';
import type { GraphPart } from './graph-part.ts';
import { SupergraphVersion } from './supergraph-version.entity.ts';

/** The artefact of a composed graph: content alone, so that composing the same again gives the same digest. */
export const artefactOf = (supergraphSdl: string, parts: readonly GraphPart[]): SupergraphArtefact => ({
  supergraphSdl,
  subgraphs: Object.fromEntries(parts.map(({ name, subgraph }) => [name, subgraph])),
});

export interface KeptGraph {
  readonly artefact: SupergraphArtefact;
  readonly keys: readonly SigningKey[];
  readonly parent: string | null;
  /** OIDC subject. */
  readonly by: string;
}

/** Signs a graph and keeps it under its digest; one that is there stays as it is, one whose document was deleted has it again. Answers the digest. */
export async function keepGraph(
  em: EntityManager,
  { artefact, keys, parent, by }: KeptGraph,
  now: Date,
): Promise<string> {
  const digest = digestOfPayload(artefact);
  const [known] = await findRows(em, SupergraphVersion, { digest }, { fields: ['digest', 'deletedAt'] });
  if (known && known.deletedAt === null) return digest;
  const document = JSON.stringify(signDocument(SUPERGRAPH_ARTEFACT_TYPE, artefact, keys));
  if (known) {
    // It is as young as on its first day, and nobody has tried it with what gateways are now.
    const anew = { document, composedAt: now, canariedAt: null, canaryFindings: [], deletedAt: null };
    await em.nativeUpdate(SupergraphVersion, { digest, deletedAt: { $ne: null } }, anew);
    return digest;
  }
  await em
    .insert(SupergraphVersion, {
      digest,
      document,
      releases: Object.fromEntries(Object.entries(artefact.subgraphs).map(([name, { release }]) => [name, release])),
      parent,
      composedBy: by,
      composedAt: now,
      canariedAt: null,
      canaryFindings: [],
      offeredAt: null,
      retiredAt: null,
      lastStableAt: null,
      lastSandboxAt: null,
      deletedAt: null,
    })
    .catch((error: unknown) => {
      // Another process has composed the same at the same time.
      if (!(error instanceof UniqueConstraintViolationException)) throw error;
    });
  return digest;
}
