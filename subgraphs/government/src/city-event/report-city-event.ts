import type { Viewer } from '@citygraph/contract';
import { idempotent, living, newId, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { CityEvent } from './city-event.entity.ts';
import { assertCategory, eventPosition } from './city-event.rules.ts';
import { AT_PLACE_METRES, nearestPlace } from './nearest-place.ts';

const Report = z.strictObject({
  categoryCode: z.string(),
  location: z.unknown(),
  description: z
    .string()
    .trim()
    .min(4, 'say what you see in four characters or more')
    .max(1000, 'use 1,000 characters'),
});

export type Report = z.infer<typeof Report>;

/** Anybody signed in reports what is wrong in the city. Answers the event's id. */
export async function reportCityEvent(
  em: EntityManager,
  viewer: Viewer,
  report: Report,
  key: string | null,
  now: Date,
): Promise<string> {
  const input = validate(Report, report);
  const { categoryCode, description } = input;
  assertCategory(categoryCode);
  const position = eventPosition(input.location);
  const isLiving = living(CityEvent, { status: { $ne: 'CLOSED' } });
  const request = { operation: 'reportCityEvent', key, viewer, input, now, isLiving };
  return idempotent(em, request, async (inner) => {
    const near = await nearestPlace(inner, position);
    const id = newId('evt_');
    await inner.insert(CityEvent, {
      id,
      categoryCode,
      longitude: position[0],
      latitude: position[1],
      description,
      placeId: near && near.metres <= AT_PLACE_METRES ? near.place.id : null,
      divisionCode: near?.place.divisionCode ?? null,
      status: 'OPEN',
      reportedAt: now,
      reportedBy: viewer.principal.subject ?? '',
      takenUpAt: null,
      handledByUscc: null,
      closedAt: null,
      outcome: null,
    });
    return id;
  });
}
