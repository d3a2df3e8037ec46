import { CityGraphError, type Viewer } from '@citygraph/contract';
import { granted, idempotent, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { Agency } from '../agency/agency.entity.ts';
import { handlesEvent } from './city-event.access.ts';
import { CityEvent } from './city-event.entity.ts';
import { assertStatus } from './city-event.rules.ts';

const eventId = z.string().min(1).max(40);
const TakingUp = z.strictObject({ eventId });
const Closing = z.strictObject({
  eventId,
  outcome: z.string().trim().min(4, 'say what was done in four characters or more').max(1000, 'use 1,000 characters'),
});

/** An officer takes an open event up: somebody is on the way. Answers its id. */
export async function takeUpCityEvent(
  em: EntityManager,
  viewer: Viewer,
  wanted: z.infer<typeof TakingUp>,
  key: string | null,
  now: Date,
): Promise<string> {
  const input = validate(TakingUp, wanted);
  const { eventId: id } = input;
  return idempotent(em, { operation: 'takeUpCityEvent', key, viewer, input, now }, async (inner) => {
    const event = await eventInHand(inner, viewer, id, now);
    assertStatus(event, 'OPEN');
    const handledByUscc = viewer.principal.agency;
    const changed = await inner.nativeUpdate(
      CityEvent,
      { id, status: 'OPEN' },
      { status: 'IN_HAND', takenUpAt: now, handledByUscc },
    );
    if (changed === 0) throw changedMeanwhile(id);
    return id;
  });
}

/** An officer closes an event that was put right, whether somebody had taken it up or not. Answers its id. */
export async function closeCityEvent(
  em: EntityManager,
  viewer: Viewer,
  wanted: z.infer<typeof Closing>,
  key: string | null,
  now: Date,
): Promise<string> {
  const input = validate(Closing, wanted);
  const { eventId: id, outcome } = input;
  return idempotent(em, { operation: 'closeCityEvent', key, viewer, input, now }, async (inner) => {
    const event = await eventInHand(inner, viewer, id, now);
    assertStatus(event, 'OPEN', 'IN_HAND');
    // Compare-and-set: of two officers at once, one closes.
    const changed = await inner.nativeUpdate(
      CityEvent,
      { id, status: { $in: ['OPEN', 'IN_HAND'] } },
      { status: 'CLOSED', closedAt: now, outcome, handledByUscc: viewer.principal.agency },
    );
    if (changed === 0) throw changedMeanwhile(id);
    return id;
  });
}

async function eventInHand(em: EntityManager, viewer: Viewer, id: string, now: Date): Promise<CityEvent> {
  const found = await em.findOne(CityEvent, { id }, { disableIdentityMap: true });
  const agency = await em.findOne(Agency, { uscc: viewer.principal.agency ?? '' });
  const event = found && { ...found, viewersField: agency?.field ?? null };
  return granted(viewer, handlesEvent, event, { argument: 'eventId', what: 'event', now });
}

const changedMeanwhile = (id: string) =>
  new CityGraphError('CONFLICT', `eventId: ${id} has changed meanwhile; read it again.`, {
    extensions: { argument: 'eventId' },
  });
