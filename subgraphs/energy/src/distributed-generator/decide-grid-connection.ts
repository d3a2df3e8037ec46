import { CityGraphError, type Viewer } from '@citygraph/contract';
import { granted, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { gridSide } from './distributed-generator.access.ts';
import { DistributedGenerator } from './distributed-generator.entity.ts';
import { assertStorageFits } from './distributed-generator.rules.ts';
import { lockParcel } from './lock-parcel.ts';

const Decision = z
  .strictObject({
    mrid: z.string().min(1).max(36),
    connect: z.boolean(),
    reason: z.string().trim().min(5, 'give a reason of 5 characters or more').max(500).nullable(),
  })
  .refine(({ connect, reason }) => connect || reason !== null, {
    path: ['reason'],
    error: 'tell the applicant why, in 5 characters or more',
  });

/** The electricity utility connects what was applied for, or rejects it with a reason; once. Answers the mRID. */
export async function decideGridConnection(
  em: EntityManager,
  viewer: Viewer,
  decision: z.infer<typeof Decision>,
  now: Date,
): Promise<string> {
  const { mrid, connect, reason } = validate(Decision, decision);
  const found = await em.findOne(DistributedGenerator, { mrid });
  const generator = granted(viewer, gridSide, found, { argument: 'mrid', what: 'application', now });
  const { parcelId, technology, ratedW } = generator;
  await em.transactional(async (inner) => {
    const living = await lockParcel(inner, parcelId);
    if (connect && technology === 'STORAGE') assertStorageFits(ratedW, living);
    const decided = await inner.nativeUpdate(
      DistributedGenerator,
      { mrid, status: 'APPLIED' },
      {
        status: connect ? 'CONNECTED' : 'REJECTED',
        openTechnology: connect ? technology : null,
        reason,
        decidedAt: now,
        decidedBy: viewer.principal.subject,
      },
    );
    if (decided === 0) {
      throw new CityGraphError('CONFLICT', 'The application is no longer APPLIED; it was decided or withdrawn.');
    }
  });
  return mrid;
}
