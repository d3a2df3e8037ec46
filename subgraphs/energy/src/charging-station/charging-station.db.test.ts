import { CGCS2000, WGS84 } from '@citygraph/contract';
import { anonymous, resident, testSubgraph } from '@citygraph/kit/testing';
import { describe, expect, it } from '@jest/globals';
import { energy } from '../index.ts';
import { city, now } from '../testing/story.ts';
import { distanceM } from './distance.rules.ts';

const NEAR =
  'query N($p: GeoJSON!, $r: Int) { chargingStationsNear(point: $p, radiusM: $r) { id connectors pricePerKwhCents location operator { uscc } place { id } } }';
const [station] = city.chargingStations;
const placeOf = new Map(city.places.map((place) => [place.id, place]));
const at = (id: string) =>
  placeOf.get(city.chargingStations.find((other) => other.id === id)?.place ?? '') ?? city.places[0];
const here = at(station?.id ?? '');
const pointAt = (longitude = 0, latitude = 0, name: string = CGCS2000) => ({
  type: 'Point',
  coordinates: [longitude, latitude],
  crs: { type: 'name', properties: { name } },
});
const HERE = pointAt(here?.longitude, here?.latitude);

describe('charging stations', () => {
  const department = testSubgraph(energy, { seed: (em) => energy.seed(em, city), now });
  const near = (variables: Record<string, unknown>) => department.as(anonymous()).run(NEAR, variables);
  const list = async (args: string, viewer = anonymous()) =>
    (
      await department
        .as(viewer)
        .run(
          `{ chargingStations(${args}) { nodes { id pricePerKwhCents powerKw current connectors operator { uscc } } pageInfo { hasNextPage endCursor } } }`,
        )
    ).data.chargingStations;

  it('near a point are all within the radius, the nearest first, whatever the system of coordinates', async () => {
    const { data, errors } = await near({ p: HERE, r: 50_000 });
    expect(errors).toBeUndefined();
    const expected = city.chargingStations
      .map(({ id }) => ({ id, metres: here ? distanceM(here, at(id) ?? here) : 0 }))
      .filter(({ metres }) => metres <= 50_000)
      .sort((a, b) => a.metres - b.metres)
      .map(({ id }) => id);
    expect(data.chargingStationsNear.map(({ id }: { id: string }) => id)).toEqual(expected);
    expect(data.chargingStationsNear[0]).toMatchObject({
      id: station?.id,
      connectors: station?.connectors,
      operator: { uscc: station?.operator },
      place: { id: station?.place },
      location: HERE,
    });
    expect((await near({ p: pointAt(here?.longitude, here?.latitude, WGS84), r: 50_000 })).data).toEqual(data);
  });

  it('near a point are looked for within 3 km unless one says otherwise', async () => {
    expect((await near({ p: HERE })).data).toEqual((await near({ p: HERE, r: 3000 })).data);
    expect((await near({ p: HERE, r: 1 })).data.chargingStationsNear).toHaveLength(1);
    expect((await near({ p: pointAt(0, 0) })).data.chargingStationsNear).toEqual([]);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['in GCJ-02', { p: pointAt(125, 43, 'GCJ-02') }, 'convert GCJ-02 first'],
    [
      'without a system of coordinates',
      { p: { type: 'Point', coordinates: [125, 43] } },
      'coordinate reference system',
    ],
    [
      'that is a line',
      {
        p: {
          ...HERE,
          type: 'LineString',
          coordinates: [
            [125, 43],
            [126, 44],
          ],
        },
      },
      'give a Point',
    ],
    ['with latitude first', { p: pointAt(43.9, 125.3) }, 'longitude comes first'],
    ['with no radius', { p: HERE, r: 0 }, '1 to 50000'],
    ['with half the province', { p: HERE, r: 50_001 }, '1 to 50000'],
  ])('near a point %s are refused', async (_, variables, message) => {
    const { errors } = await near(variables);
    expect(errors?.[0]?.message).toContain(message);
    expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('are listed by division, operator, current and power, in the order one wants', async () => {
    const district = here?.division.slice(0, 6) ?? '';
    const inDistrict = city.chargingStations
      .filter(({ id }) => at(id)?.division.startsWith(district))
      .map(({ id }) => id);
    expect(
      (await list(`divisionCode: "${district}", first: 100`)).nodes.map(({ id }: { id: string }) => id).sort(),
    ).toEqual(inDistrict.sort());
    const prices = (await list('first: 100')).nodes.map(
      ({ pricePerKwhCents }: { pricePerKwhCents: number }) => pricePerKwhCents,
    );
    expect(prices).toEqual([...prices].sort((a, b) => a - b));
    const powers = (await list('orderBy: STRONGEST, first: 100, atLeastKw: 60')).nodes.map(
      ({ powerKw }: { powerKw: number }) => powerKw,
    );
    expect(powers).toEqual([...powers].sort((a, b) => b - a));
    expect(Math.min(...powers)).toBeGreaterThanOrEqual(60);
    const direct = (await list('current: "DC", first: 100')).nodes;
    expect(direct.every(({ current }: { current: string }) => current !== 'AC')).toBe(true);
    expect(direct.some(({ current }: { current: string }) => current === 'AC_DC')).toBe(true);
    expect((await list('operator: "91350100M000100Y43"')).nodes).toEqual([]);
    const { errors } = await department.as(anonymous()).run('{ chargingStations(current: "steam") { nodes { id } } }');
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'current' });
  });

  it.each(['CHEAPEST', 'STRONGEST', 'LARGEST'])('are paged without loss, %s first', async (order) => {
    const seen: string[] = [];
    for (let after = ''; ; ) {
      const { nodes, pageInfo } = await list(`orderBy: ${order}, first: 6${after}`);
      seen.push(...nodes.map(({ id }: { id: string }) => id));
      if (!pageInfo.hasNextPage) break;
      after = `, after: "${pageInfo.endCursor}"`;
    }
    expect(seen).toHaveLength(city.chargingStations.length);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('have the price that their operator sets, and nobody else', async () => {
    const set = (viewer: Parameters<typeof department.as>[0], c: unknown = 123, id = station?.id) =>
      department
        .as(viewer)
        .run(
          'mutation P($id: ID!, $c: Cents!) { setChargingPrice(stationId: $id, pricePerKwhCents: $c) { pricePerKwhCents pricedAt } }',
          { id, c },
        );
    const operator = resident('res_op', { represents: [station?.operator ?? ''] });
    expect((await set(operator)).data.setChargingPrice).toEqual({
      pricePerKwhCents: 123,
      pricedAt: '2026-11-02T09:00:00+08:00',
    });
    for (const cents of [0, -1, 1_001, 9e15]) {
      expect((await set(operator, cents)).errors?.[0]?.extensions).toMatchObject({
        code: 'BAD_USER_INPUT',
        argument: 'pricePerKwhCents',
      });
    }
    expect((await set(operator, 123, 'chg_none')).errors?.[0]?.extensions).toMatchObject({
      code: 'FORBIDDEN',
      argument: 'stationId',
    });
    expect((await set(resident('res_stranger'))).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await set(anonymous())).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  });

  it('answer vehicles’ references in one statement', async () => {
    const keys = city.chargingStations.map(({ id }) => ({ id }));
    const ask = (count: number) =>
      department.statements(() =>
        department
          .as(anonymous())
          .entities('ChargingStation', keys.slice(0, count), 'connectors pricePerKwhCents location place { id }'),
      );
    expect(await ask(keys.length)).toBe(1);
    expect(
      (await department.as(anonymous()).entity('ChargingStation', { id: 'chg_none' }, 'connectors')).data,
    ).toBeNull();
  });
});
