import { alignRows, defineLoader, findRows, groupRows, pageLoader, type SubgraphContext } from '@citygraph/kit';
import { ClaimEvidence } from './claim-evidence.entity.ts';
import { CropLossClaim } from './crop-loss-claim.entity.ts';

/** Read anew, as a mutation of the same request may have changed it. */
export const claimById = defineLoader<string, CropLossClaim, SubgraphContext>(async (ids, { em }) =>
  alignRows(ids, await findRows(em, CropLossClaim, { id: { $in: [...ids] } }), ({ id }) => id),
);

/** The latest first. */
export const CLAIM_ORDER = [
  ['filedAt', 'desc'],
  ['id', 'asc'],
] as const;

export const claimsOf = pageLoader(CropLossClaim, { parent: 'farmId', order: CLAIM_ORDER });

/** All of a claim's evidence (ten pieces at most), in the order it was shown. */
export const evidenceOf = defineLoader<string, ClaimEvidence[], SubgraphContext>(async (claims, { em }) =>
  groupRows(
    claims,
    await findRows(
      em,
      ClaimEvidence,
      { claimId: { $in: [...claims] } },
      { orderBy: { submittedAt: 'asc', id: 'asc' } },
    ),
    ({ claimId }) => claimId,
  ),
);
