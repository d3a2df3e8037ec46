import type { Viewer } from '@citygraph/contract';
import { granted, idempotent, living, newId, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { Agency } from '../agency/agency.entity.ts';
import { watchesCameras } from '../camera-site/camera-site.access.ts';
import { CameraSite } from '../camera-site/camera-site.entity.ts';
import { WATCHING_AGENCIES } from '../camera-site/camera-site.loader.ts';
import { StreamTicket } from './stream-ticket.entity.ts';
import { signingKey } from './ticket-keys.ts';
import { TICKET_SECONDS } from './ticket-token.ts';

const Wish = z.strictObject({ cameraSiteId: z.string().min(1).max(40) });

/**
 * A ticket to look through a camera once, within a minute; who asked, on which case, stays. Answers its id. A repeat under the
 * same key answers the same ticket, dead or alive; without a key, one within the same minute, unless it was used.
 */
export async function requestStreamTicket(
  em: EntityManager,
  viewer: Viewer,
  wish: z.infer<typeof Wish>,
  key: string | null,
  now: Date,
): Promise<string> {
  const { cameraSiteId } = validate(Wish, wish);
  const minute = key === null ? Math.floor(now.getTime() / (TICKET_SECONDS * 1000)) : null;
  const assigned = viewer.standing?.case?.id ?? null;
  const input = { cameraSiteId, minute, case: assigned };
  const isLiving = living(StreamTicket, { redeemedAt: null });
  const request = { operation: 'requestStreamTicket', key, viewer, input, now, isLiving };
  return idempotent(em, request, async (inner) => {
    const camera = await inner.findOne(CameraSite, { id: cameraSiteId });
    const agencies = await inner.find(Agency, { field: { $in: [...WATCHING_AGENCIES] } });
    const subject = camera && { ...camera, watchers: agencies.map(({ uscc }) => uscc) };
    const about = { argument: 'cameraSiteId', what: 'camera', now };
    const { deviceId } = granted(viewer, watchesCameras, subject, about);
    const id = newId('tkt_');
    const { kid } = await signingKey(inner, now);
    const issuedAt = new Date(Math.floor(now.getTime() / 1000) * 1000);
    await inner.insert(StreamTicket, {
      id,
      cameraSiteId,
      deviceId,
      requestedBy: viewer.principal.subject ?? '',
      agencyUscc: viewer.principal.agency ?? '',
      caseId: assigned ?? '',
      purpose: viewer.purpose ?? 'emergency-response',
      issuedAt,
      expiresAt: new Date(issuedAt.getTime() + TICKET_SECONDS * 1000),
      redeemedAt: null,
      kid,
    });
    return id;
  });
}
