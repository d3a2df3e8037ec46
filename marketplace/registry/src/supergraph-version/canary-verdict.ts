import type { EntityManager } from '@mikro-orm/sql';
import type { CanaryFinding } from './canary.ts';
import { SupergraphVersion } from './supergraph-version.entity.ts';

export interface CanaryVerdict {
  /** null: it has not passed, or was not run. */
  readonly canariedAt: Date | null;
  readonly findings: readonly CanaryFinding[];
}

/** How graphs that are kept stood before the canary, by digest, without reading their documents. */
export async function canaryVerdicts(
  em: EntityManager,
  digests: readonly string[],
): Promise<Map<string, CanaryVerdict>> {
  const versions = await em.find(
    SupergraphVersion,
    { digest: { $in: [...digests] }, deletedAt: null },
    { fields: ['digest', 'canariedAt', 'canaryFindings'], disableIdentityMap: true },
  );
  return new Map(
    versions.map(({ digest, canariedAt, canaryFindings }) => [
      digest,
      // The ORM takes the list for a relation when it is one of some fields.
      { canariedAt, findings: canaryFindings as unknown as readonly CanaryFinding[] },
    ]),
  );
}
