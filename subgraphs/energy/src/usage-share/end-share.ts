import { formatOffsetDateTime, type Viewer } from '@citygraph/contract';
import { granted, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { announce } from '../outbox/announce.ts';
import { usageShareAccess } from '../usage-point/usage-point.access.ts';
import { UsagePoint } from '../usage-point/usage-point.entity.ts';
import { UsageShare } from './usage-share.entity.ts';

const Ending = z.strictObject({ id: z.string().min(1).max(40) });

/** Ends a share at once, and tells the registry; one that was ended stays as it is. Answers its id. */
export async function endShare(
  em: EntityManager,
  viewer: Viewer,
  ending: z.infer<typeof Ending>,
  now: Date,
): Promise<string> {
  const { id } = validate(Ending, ending);
  await em.transactional(async (inner) => {
    const share = await inner.findOne(UsageShare, { id });
    const point = share && (await inner.findOne(UsagePoint, { mrid: share.mrid }));
    const found = share && point && { point, granteeUscc: share.granteeUscc, sharedBy: share.sharedBy };
    granted(viewer, usageShareAccess.default, found, { argument: 'id', what: 'share', now });
    const ended = await inner.nativeUpdate(UsageShare, { id, endedAt: null }, { endedAt: now, openGrantee: null });
    if (ended > 0) await announce(inner, 'usage-share.ended', { share: id, endedAt: formatOffsetDateTime(now) }, now);
  });
  return id;
}
