import { type City, DEMO_FARM } from '@citygraph/city';
import { insertRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { daysAfter } from '../seed-clock.ts';
import { Animal } from './animal.entity.ts';

const SPECIES = [
  [1, 'pig'],
  [2, 'cattle'],
  [3, 'sheep'],
] as const;

/** Every third farm keeps a few animals; the demo farm keeps two cows. */
export async function seedAnimals(em: EntityManager, city: City): Promise<void> {
  await insertRows(em, Animal, animals(city));
}

function* animals({ farms, places, asOf, random }: City) {
  const chance = random('agriculture/animals');
  const villageOf = new Map(places.map(({ id, division }) => [id, division]));
  const serials = new Map<string, number>();
  for (const { id, farmer, operator, plots } of farms) {
    const villageCode = villageOf.get(plots[0]?.place ?? '') ?? '';
    const demo = id === DEMO_FARM;
    const keeps = chance.chance(1 / 3) ? chance.int(1, 6) : 0;
    for (let n = demo ? 2 : keeps; n > 0; n--) {
      const [digit, species] = demo ? SPECIES[1] : chance.pick(SPECIES);
      const county = villageCode.slice(0, 6);
      const serial = (serials.get(county) ?? 0) + 1;
      serials.set(county, serial);
      const bornOn = daysAfter(asOf, -chance.int(60, 1200));
      yield {
        earTag: `${digit}${county}${String(serial).padStart(8, '0')}`,
        species,
        farmId: id,
        farmerId: farmer,
        operatorUscc: operator,
        villageCode,
        bornOn,
        arrivedOn: bornOn,
        status: 'KEPT' as const,
        leftOn: null,
      };
    }
  }
}
