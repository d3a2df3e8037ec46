import { CityGraphError, type Viewer } from '@citygraph/contract';
import { cityDay, granted, validate } from '@citygraph/kit';
import { type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/sql';
import { z } from 'zod';
import { tendsFarm } from '../farm/farm.access.ts';
import { Farm } from '../farm/farm.entity.ts';
import { Animal } from './animal.entity.ts';
import { assertBornHere, assertDaysInOrder, readEarTag } from './animal.rules.ts';

const Arrival = z.strictObject({
  farmId: z.string().min(1).max(40),
  earTag: z.string().max(15, 'give 15 digits'),
  bornOn: z.string(),
  arrivedOn: z.string().nullable(),
});

/** A newborn is tagged on its farm, or one that was sold comes to another. Answers the ear tag. */
export async function registerAnimal(
  em: EntityManager,
  viewer: Viewer,
  input: z.infer<typeof Arrival>,
  now: Date,
): Promise<string> {
  const { farmId, earTag, bornOn, ...given } = validate(Arrival, input);
  const { species, division } = readEarTag(earTag);
  const arrivedOn = given.arrivedOn ?? cityDay(now);
  assertDaysInOrder(
    [
      ['bornOn', bornOn],
      ['arrivedOn', arrivedOn],
    ],
    cityDay(now),
  );
  await em.transactional(async (inner) => {
    const found = await inner.findOne(Farm, { id: farmId });
    const farm = granted(viewer, tendsFarm, found, { argument: 'farmId', what: 'farm', now });
    const { farmerId, operatorUscc = null, villageCode } = farm;
    const stay = { farmId, farmerId, operatorUscc, villageCode, arrivedOn, status: 'KEPT' as const, leftOn: null };
    const known = await inner.findOne(Animal, { earTag });
    if (!known) {
      assertBornHere(division, villageCode);
      await inner.insert(Animal, { earTag, species, bornOn, ...stay }).catch((error: unknown) => {
        throw error instanceof UniqueConstraintViolationException ? notFree(earTag) : error;
      });
      return;
    }
    const { status, leftOn } = known;
    if (status === 'KEPT' && known.farmId === farmId && known.arrivedOn === arrivedOn && known.bornOn === bornOn)
      return;
    if (status !== 'SOLD' || !leftOn || known.bornOn !== bornOn) throw notFree(earTag);
    assertDaysInOrder(
      [
        ['arrivedOn', leftOn],
        ['arrivedOn', arrivedOn],
      ],
      cityDay(now),
    );
    const arrived = await inner.nativeUpdate(Animal, { earTag, status: 'SOLD', leftOn }, stay);
    if (arrived === 0) throw notFree(earTag);
  });
  return earTag;
}

/** Says the same of an animal on another farm, of a dead one, and of one with another birthday. */
const notFree = (earTag: string): CityGraphError =>
  new CityGraphError(
    'CONFLICT',
    `${earTag} is registered otherwise; an animal comes to a farm once it was sold (recordAnimalDeparture), with the day of birth on its papers.`,
  );
