import { CityGraphError, type Viewer } from '@citygraph/contract';
import { cityDay, granted, validate } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { z } from 'zod';
import { tendsFarm } from '../farm/farm.access.ts';
import { Animal } from './animal.entity.ts';
import { assertDaysInOrder, parseDeparture } from './animal.rules.ts';

const Leaving = z.strictObject({
  earTag: z.string().min(1).max(15),
  reason: z.string(),
  leftOn: z.string().nullable(),
});

/** An animal is sold, slaughtered or dies. Answers the ear tag. */
export async function recordAnimalDeparture(
  em: EntityManager,
  viewer: Viewer,
  input: z.infer<typeof Leaving>,
  now: Date,
): Promise<string> {
  const { earTag, ...given } = validate(Leaving, input);
  const status = parseDeparture(given.reason);
  const leftOn = given.leftOn ?? cityDay(now);
  await em.transactional(async (inner) => {
    const found = await inner.findOne(Animal, { earTag });
    const animal = granted(viewer, tendsFarm, found, { argument: 'earTag', what: 'animal', now });
    if (animal.status === status && animal.leftOn === leftOn) return;
    assertDaysInOrder(
      [
        ['arrivedOn', animal.arrivedOn],
        ['leftOn', leftOn],
      ],
      cityDay(now),
    );
    const left = await inner.nativeUpdate(
      Animal,
      { earTag, status: 'KEPT', farmId: animal.farmId },
      { status, leftOn },
    );
    if (left === 0) throw new CityGraphError('CONFLICT', `${earTag} has left the farm already.`);
  });
  return earTag;
}
