import type { City } from '@citygraph/city';
import { insertRows } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { ChargingStation, type Current } from './charging-station.entity.ts';

/** Slow, fast and mixed stations, with what the strongest connector gives in watts. */
const KINDS: readonly (readonly [Current, readonly number[]])[] = [
  ['AC', [7_000, 11_000]],
  ['DC', [60_000, 120_000, 180_000]],
  ['AC_DC', [60_000, 120_000]],
];

export async function seedChargingStations(em: EntityManager, city: City): Promise<void> {
  const random = city.random('energy/charging stations');
  const placeOf = new Map(city.places.map((place) => [place.id, place]));
  const pricedAt = new Date(`${city.asOf.slice(0, 4)}-01-01T00:00:00+08:00`);
  await insertRows(
    em,
    ChargingStation,
    city.chargingStations.flatMap(({ id, operator, place: placeId, connectors }) => {
      const place = placeOf.get(placeId);
      if (!place) return [];
      const [current, powers] = random.pick(KINDS);
      return {
        id,
        operatorUscc: operator,
        placeId,
        villageCode: place.division,
        longitude: place.longitude,
        latitude: place.latitude,
        connectors,
        current,
        maxPowerW: random.pick(powers),
        pricePerKwhCents: random.int(80, 180),
        pricedAt,
      };
    }),
  );
}
