import { CityGraphError, type Viewer } from '@citygraph/contract';
import { transact, validate } from '@citygraph/kit';
import { type EntityManager, raw } from '@mikro-orm/sql';
import { z } from 'zod';
import { assertAdministrator } from '../administrator.ts';
import { audit } from '../audit-entry/audit.ts';
import { reasonText } from '../plain-text.ts';
import { Incident } from './incident.entity.ts';

/** Closes what is over by itself, where it is open. */
export async function endIncident(em: EntityManager, viewer: Viewer, openKey: string, now: Date): Promise<void> {
  const incident = await em.findOne(Incident, { openKey, closedAt: null }, { disableIdentityMap: true });
  if (!incident) return;
  const { id } = incident;
  await em.nativeUpdate(Incident, { id }, { closedAt: now, closedBy: viewer.principal.subject ?? '', openKey: id });
}

const Closing = z.strictObject({
  id: z.string().min(1).max(40),
  reason: reasonText,
});

/** Says that an incident is dealt with; the same trouble opens another. Closed already, it stays as it is. */
export async function closeIncident(
  em: EntityManager,
  viewer: Viewer,
  closing: z.input<typeof Closing>,
  now: Date,
): Promise<void> {
  assertAdministrator(viewer);
  const { id, reason } = validate(Closing, closing);
  await transact(em, async (inner) => {
    await inner.nativeUpdate(Incident, { id }, { kind: raw('kind') as never });
    const incident = await inner.findOne(Incident, { id }, { disableIdentityMap: true });
    if (!incident) throw new CityGraphError('NOT_FOUND', `id: there is no incident ${id}.`);
    if (incident.closedAt) return;
    const change = { closedAt: now, closedBy: viewer.principal.subject ?? '', openKey: id };
    await inner.nativeUpdate(Incident, { id }, change);
    const after = { ...incident, ...change };
    await audit(inner, viewer, { act: 'closeIncident', target: id, reason, before: incident, after }, now);
  });
}
