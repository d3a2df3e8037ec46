import { CityGraphError, type Viewer } from '@citygraph/contract';
import { granted, validate } from '@citygraph/kit';
import { type EntityManager, raw } from '@mikro-orm/sql';
import { z } from 'zod';
import { addEvidence } from './add-evidence.ts';
import { claimsLoss } from './crop-loss-claim.access.ts';
import { CropLossClaim } from './crop-loss-claim.entity.ts';
import { OPEN_STATUSES } from './crop-loss-claim.rules.ts';
import { EvidenceList, MOST_EVIDENCE } from './evidence.rules.ts';

const Submission = z.strictObject({
  id: z.string().min(1).max(40),
  evidence: EvidenceList.min(1, 'show at least one piece of evidence'),
});

/** The insured side shows more, as long as the claim is not decided and has room. Answers the claim's id. */
export async function submitClaimEvidence(
  em: EntityManager,
  viewer: Viewer,
  input: z.infer<typeof Submission>,
  now: Date,
): Promise<string> {
  const { id, evidence } = validate(Submission, input);
  await em.transactional(async (inner) => {
    const found = await inner.findOne(CropLossClaim, { id });
    const claim = granted(viewer, claimsLoss, found, { argument: 'id', what: 'claim', now });
    const room = await inner.nativeUpdate(
      CropLossClaim,
      { id, status: { $in: [...OPEN_STATUSES] }, evidenceCount: { $lte: MOST_EVIDENCE - evidence.length } },
      { evidenceCount: raw('evidence_count + ?', [evidence.length]) },
    );
    if (room === 0) {
      throw new CityGraphError(
        'CONFLICT',
        OPEN_STATUSES.some((status) => status === claim.status)
          ? `The claim has ${claim.evidenceCount} pieces of evidence, and carries at most ${MOST_EVIDENCE}.`
          : `The claim is ${claim.status}; nothing more is added to it.`,
      );
    }
    await addEvidence(inner, id, evidence, { submittedBy: viewer.principal.subject ?? '', now });
  });
  return id;
}
