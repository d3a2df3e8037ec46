import { CityGraphError, type Viewer } from '@citygraph/contract';
import { granted, type SubjectRule, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { type ClaimSubject, claimsLoss, decidesClaim } from './crop-loss-claim.access.ts';
import { CropLossClaim } from './crop-loss-claim.entity.ts';
import { type ClaimStatus, OPEN_STATUSES } from './crop-loss-claim.rules.ts';

const Named = z.strictObject({ id: z.string().min(1).max(40) });

interface Move {
  readonly rule: SubjectRule<ClaimSubject>;
  readonly from: readonly ClaimStatus[];
  readonly change: (
    viewer: Viewer,
    now: Date,
  ) => Partial<Pick<CropLossClaim, 'status' | 'openLoss' | 'decidedBy' | 'decidedAt'>>;
}

/** The insurer takes a claim up, so that the farmer sees that somebody looks at it. Answers the claim's id. */
export const reviewCropLossClaim = move({
  rule: decidesClaim,
  from: ['FILED'],
  change: () => ({ status: 'UNDER_REVIEW' }),
});

/** The insured side takes a claim back before it is decided; the loss may be claimed again. Answers the claim's id. */
export const withdrawCropLossClaim = move({
  rule: claimsLoss,
  from: OPEN_STATUSES,
  change: ({ principal }, now) => ({
    status: 'WITHDRAWN',
    openLoss: null,
    decidedBy: principal.subject,
    decidedAt: now,
  }),
});

function move({ rule, from, change }: Move) {
  return async (em: EntityManager, viewer: Viewer, input: z.infer<typeof Named>, now: Date): Promise<string> => {
    const { id } = validate(Named, input);
    await em.transactional(async (inner) => {
      const found = await inner.findOne(CropLossClaim, { id });
      const { status } = granted(viewer, rule, found, { argument: 'id', what: 'claim', now });
      const moved = await inner.nativeUpdate(CropLossClaim, { id, status: { $in: [...from] } }, change(viewer, now));
      if (moved === 0) {
        throw new CityGraphError(
          'CONFLICT',
          `The claim is ${status}, or was just moved; only one that is ${from.join(' or ')} can be.`,
        );
      }
    });
    return id;
  };
}
