import type { Viewer } from '@citygraph/contract';
import { transact, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { assertAdministrator } from '../administrator.ts';
import { audit } from '../audit-entry/audit.ts';
import { reasonText } from '../plain-text.ts';
import { wrong } from '../wrong.ts';
import { OutboxEvent } from './outbox-event.entity.ts';

const Retelling = z.strictObject({
  id: z.string().min(1).max(40),
  reason: reasonText,
});

/** Lets an event that was set aside be told after all, as if it had never been tried; for administrators. One that waits or was told stays as it is. */
export async function retellEvent(
  em: EntityManager,
  viewer: Viewer,
  input: z.input<typeof Retelling>,
  now: Date,
): Promise<void> {
  assertAdministrator(viewer);
  const { id, reason } = validate(Retelling, input);
  await transact(em, async (inner) => {
    const event = await inner.findOne(OutboxEvent, { id }, { disableIdentityMap: true });
    if (!event) throw wrong('NOT_FOUND', 'id', `there is no event ${id}: it was told and forgotten, or never there.`);
    const anew = { attempts: 0, nextAt: null, setAsideAt: null };
    const changed = await inner.nativeUpdate(OutboxEvent, { id, setAsideAt: { $ne: null } }, anew);
    if (changed === 0) return;
    const { attempts, setAsideAt, lastError } = event;
    const before = { attempts, setAsideAt, lastError };
    await audit(inner, viewer, { act: 'retellEvent', target: id, reason, before, after: anew }, now);
  });
}
