import { CityGraphError, type Viewer } from '@citygraph/contract';
import { idempotent, newId, validate } from '@citygraph/kit';
import { type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/sql';
import { z } from 'zod';
import { Agency } from '../agency/agency.entity.ts';
import { Place } from '../place/place.entity.ts';
import { CameraKind } from './camera-kind.ts';
import { watchesCameras } from './camera-site.access.ts';
import { CameraSite } from './camera-site.entity.ts';
import { WATCHING_AGENCIES } from './camera-site.loader.ts';
import { divisionOfDevice, wrong } from './device-id.rules.ts';

const Registration = z.strictObject({
  deviceId: z.string(),
  name: z.string().trim().min(2, 'give a name of two characters or more').max(120, 'use 120 characters'),
  kind: z.enum(CameraKind),
  placeId: z.string().min(1).max(40),
});

export type Registration = z.infer<typeof Registration>;

/** An officer enters a camera that the own agency runs. Answers its id. */
export async function registerCameraSite(
  em: EntityManager,
  viewer: Viewer,
  registration: Registration,
  key: string | null,
  now: Date,
): Promise<string> {
  const input = validate(Registration, registration);
  const district = divisionOfDevice(input.deviceId);
  return idempotent(em, { operation: 'registerCameraSite', key, viewer, input, now }, async (inner) => {
    const place = await inner.findOne(Place, { id: input.placeId });
    const agencies = await inner.find(Agency, { field: { $in: [...WATCHING_AGENCIES] } });
    const divisionCode = place?.divisionCode ?? viewer.principal.divisionPrefix ?? '';
    const verdict = watchesCameras(viewer, { id: '', divisionCode, watchers: agencies.map(({ uscc }) => uscc) }, now);
    if (!verdict.allowed) {
      throw new CityGraphError(
        verdict.code,
        'Cameras are registered by officers of Public Security and Emergency Management, on a case, for emergency-response or city-management.',
      );
    }
    if (!place) throw refuse('NOT_FOUND', 'placeId', `the address directory has no place ${input.placeId}.`);
    if (!divisionCode.startsWith(district)) {
      throw wrong(`${input.deviceId} is of division ${district}, but the place lies in ${divisionCode}.`);
    }
    const id = newId('cam_');
    await inner
      .insert(CameraSite, { ...input, id, divisionCode, operatorUscc: viewer.principal.agency ?? '' })
      .catch((error: unknown) => {
        throw error instanceof UniqueConstraintViolationException
          ? refuse('CONFLICT', 'deviceId', `${input.deviceId} is registered already.`)
          : error;
      });
    return id;
  });
}

const refuse = (code: 'NOT_FOUND' | 'CONFLICT', argument: string, message: string) =>
  new CityGraphError(code, `${argument}: ${message}`, { extensions: { argument } });
