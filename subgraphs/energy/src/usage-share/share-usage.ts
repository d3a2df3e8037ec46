import { CityGraphError, formatOffsetDateTime, type Viewer } from '@citygraph/contract';
import { granted, idempotent, living, newId, type Told, told, validate } from '@citygraph/kit';
import { type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/sql';
import { z } from 'zod';
import { Firm } from '../firm/firm.entity.ts';
import { usageShareAccess, user } from '../usage-point/usage-point.access.ts';
import { UsagePoint } from '../usage-point/usage-point.entity.ts';
import { UsageShare } from './usage-share.entity.ts';
import { assertUntil } from './usage-share.rules.ts';

const Sharing = z.strictObject({
  mrid: z.string().min(1).max(36),
  granteeUscc: z.string().length(18),
  until: z.date(),
});

type Sharing = z.infer<typeof Sharing>;

/**
 * The user of a point lets a firm see its consumption for a while. One share a point and firm runs at a time; the same
 * again answers the same. Answers the share's id.
 */
export async function shareUsage(
  em: EntityManager,
  viewer: Viewer,
  sharing: Sharing,
  key: string | null,
  now: Date,
): Promise<Told<string>> {
  const input = validate(Sharing, sharing);
  const isLiving = living(UsageShare, { endedAt: null, until: { $gt: now } });
  const request = { operation: 'shareUsage', key, viewer, input, now, isLiving };
  const act = () => idempotent(em, request, (inner) => share(inner, viewer, input, now));
  // Another of the household may share at the same moment: what this one wants is there then, or is in the way.
  const id = await act().catch((error: unknown) => {
    if (!(error instanceof UniqueConstraintViolationException)) throw error;
    return act();
  });
  const { sharedBy } = await em.findOneOrFail(UsageShare, { id });
  const point = await em.findOneOrFail(UsagePoint, { mrid: input.mrid });
  return told(id, { point, sharedBy, granteeUscc: input.granteeUscc }, usageShareAccess);
}

async function share(em: EntityManager, viewer: Viewer, input: Sharing, now: Date): Promise<string> {
  const { mrid, granteeUscc, until } = input;
  const point = granted(viewer, user, await em.findOne(UsagePoint, { mrid }), {
    argument: 'mrid',
    what: 'usage point',
    now,
  });
  assertUntil(until, now);
  await assertGrantee(em, granteeUscc, point);
  const running = await em.findOne(UsageShare, { mrid, openGrantee: granteeUscc });
  if (running && running.until > now) {
    if (running.until.getTime() === until.getTime()) return running.id;
    throw new CityGraphError(
      'CONFLICT',
      `The consumption is shared with ${granteeUscc} until ${formatOffsetDateTime(running.until)} already (${running.id}); end that first.`,
    );
  }
  if (running) await em.nativeUpdate(UsageShare, { id: running.id }, { openGrantee: null });
  const id = newId('shr_');
  await em.insert(UsageShare, {
    id,
    mrid,
    granteeUscc,
    openGrantee: granteeUscc,
    sharedBy: viewer.principal.resident ?? '',
    sharedAt: now,
    until,
    endedAt: null,
  });
  return id;
}

async function assertGrantee(em: EntityManager, uscc: string, point: UsagePoint): Promise<void> {
  const refuse = (code: 'NOT_FOUND' | 'BAD_USER_INPUT', message: string): never => {
    throw new CityGraphError(code, `granteeUscc: ${message}`, { extensions: { argument: 'granteeUscc' } });
  };
  const firm = await em.findOne(Firm, { uscc, inOperation: true });
  if (!firm) refuse('NOT_FOUND', `no firm in operation has the code ${uscc}.`);
  if (uscc === point.operatorUscc || uscc === point.holderUscc) {
    refuse('BAD_USER_INPUT', `${uscc} sees this consumption anyway; nothing needs to be shared.`);
  }
}
