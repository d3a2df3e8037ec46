import { CityGraphError, parseUscc, type Viewer } from '@citygraph/contract';
import { granted, idempotent, newId, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { customer, type MeterSubject } from '../usage-point/usage-point.access.ts';
import { UsagePoint } from '../usage-point/usage-point.entity.ts';
import { OutboxMessage } from './outbox.entity.ts';
import { UsageShare } from './usage-share.entity.ts';

const YEAR_MS = 366 * 86_400_000;

const Share = z.strictObject({ mrid: z.string().min(1).max(36), granteeUscc: z.string(), until: z.date() });

/** The customer lets a firm read a meter until a day, at most a year ahead. Answers the share's id. */
export async function shareUsage(
  em: EntityManager,
  viewer: Viewer,
  share: z.infer<typeof Share>,
  key: string | null,
  now: Date,
): Promise<string> {
  const input = validate(Share, share);
  const { mrid, granteeUscc, until } = input;
  parseUscc(granteeUscc);
  if (until <= now || until.getTime() - now.getTime() > YEAR_MS) {
    throw new CityGraphError('BAD_USER_INPUT', 'until: give a moment in the future, at most a year ahead.', {
      extensions: { argument: 'until' },
    });
  }
  return idempotent(em, { operation: 'shareUsage', key, viewer, input, now }, async (inner) => {
    granted(viewer, customer, await meterSubject(inner, mrid), { argument: 'mrid', what: 'meter', now });
    const id = newId('shr_');
    await inner.insert(UsageShare, {
      id,
      mrid,
      granteeUscc,
      until,
      sharedBy: viewer.principal.subject ?? '',
      sharedAt: now,
    });
    await tellRegistry(inner, 'usage-shared', { id, mrid, granteeUscc, until: until.toISOString() }, now);
    return id;
  });
}

const Ending = z.strictObject({ id: z.string().min(1).max(40) });

/** The customer ends a share at once; one that has ended stays as it is. Answers its id. */
export async function endShare(
  em: EntityManager,
  viewer: Viewer,
  ending: z.infer<typeof Ending>,
  now: Date,
): Promise<string> {
  const { id } = validate(Ending, ending);
  await em.transactional(async (inner) => {
    const share = await inner.findOne(UsageShare, { id });
    const subject = share && (await meterSubject(inner, share.mrid));
    granted(viewer, customer, subject, { argument: 'id', what: 'share', now });
    const ended = await inner.nativeUpdate(UsageShare, { id, endedAt: null }, { endedAt: now });
    if (ended > 0) await tellRegistry(inner, 'usage-share-ended', { id }, now);
  });
  return id;
}

async function meterSubject(em: EntityManager, mrid: string): Promise<MeterSubject | null> {
  const row = await em.findOne(UsagePoint, { mrid });
  if (!row) return null;
  const { placeId, operatorUscc, holderUscc } = row;
  return { mrid, placeId, operatorUscc, holderUscc: holderUscc ?? null, sharedWith: [] };
}

const tellRegistry = (em: EntityManager, kind: string, payload: object, now: Date): Promise<unknown> =>
  em.insert(OutboxMessage, { id: newId('out_'), kind, payload: JSON.stringify(payload), createdAt: now });
