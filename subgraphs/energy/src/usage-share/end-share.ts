import type { Viewer } from '@citygraph/contract';
import { granted, type Told, told, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { usageShareAccess } from '../usage-point/usage-point.access.ts';
import { UsagePoint } from '../usage-point/usage-point.entity.ts';
import { UsageShare } from './usage-share.entity.ts';

const Ending = z.strictObject({ id: z.string().min(1).max(40) });

/** Ends a share at once: the next request of the grantee is judged without it. One that was ended stays as it is. Answers its id. */
export async function endShare(
  em: EntityManager,
  viewer: Viewer,
  ending: z.infer<typeof Ending>,
  now: Date,
): Promise<Told<string>> {
  const { id } = validate(Ending, ending);
  return em.transactional(async (inner) => {
    const share = await inner.findOne(UsageShare, { id });
    const point = share && (await inner.findOne(UsagePoint, { mrid: share.mrid }));
    const found = share && point && { point, granteeUscc: share.granteeUscc, sharedBy: share.sharedBy };
    const ended = granted(viewer, usageShareAccess.default, found, { argument: 'id', what: 'share', now });
    await inner.nativeUpdate(UsageShare, { id, endedAt: null }, { endedAt: now, openGrantee: null });
    return told(id, ended, usageShareAccess);
  });
}
