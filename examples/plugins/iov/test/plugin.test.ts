import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { PluginCaller } from '@citygraph/plugin-sdk';
import { openFleet } from '../src/fleet.ts';
import { iovPlugin } from '../src/plugin.ts';
import { cityStations, metresBetween, type NearStations } from '../src/stations.ts';

const VIN = 'LFVCG2A23TK000001';
const fleet = openFleet();
fleet.feed(readFileSync(new URL('../data/feed.bin', import.meta.url)));

const noStations: NearStations = async () => [];
const nobody: PluginCaller = { subject: null, tenant: null, scopes: [], purpose: null, requestId: 'r' };
const owner: PluginCaller = { ...nobody, subject: 'pw.a.owner', purpose: 'self-service' };

type Field = (source: object, args: object, context: object, info: object) => unknown;

async function resolverOf(name: string, nearStations: NearStations): Promise<Field> {
  const type = (await iovPlugin({ fleet, nearStations }).schema()).getType('Vehicle');
  const field = type && 'getFields' in type ? type.getFields()[name] : undefined;
  if (!field || !('resolve' in field) || !field.resolve) throw new Error(`Vehicle.${name} is not there.`);
  return field.resolve as Field;
}

/** Asks one field of a vehicle as the hub would, with what the hub would send. */
async function field(
  name: string,
  caller: PluginCaller,
  args: object = {},
  nearStations = noStations,
  vin = VIN,
): Promise<unknown> {
  const resolve = await resolverOf(name, nearStations);
  return await resolve({ vin, owner: { id: 'pw.a.owner' } }, args, caller, {});
}

test('the recorded feed is read whole, but for what is no packet', () => {
  assert.deepEqual([fleet.vehicles, fleet.counts.unreadable], [60, 0]);
  assert.ok(fleet.counts.skippedBytes > 40 && fleet.counts.skippedBytes < 400, `${fleet.counts.skippedBytes}`);
});

test('an owner sees the state that was reported last', async () => {
  const state = (await field('iov_state', owner)) as Record<string, unknown>;
  assert.deepEqual(
    [state.reportedAt, state.speedKmh, state.mileageKm, state.socPct, state.chargingState, state.alarms],
    ['2026-11-28T08:40:01+08:00', 77, 1_020, 29, 'NOT_CHARGING', []],
  );
});

test('an owner sees where the vehicle was, in WGS84', async () => {
  const position = (await field('iov_position', owner)) as {
    point: { coordinates: number[]; crs: { properties: { name: string } } };
  };
  assert.deepEqual(position.point.coordinates, [125.274, 43.82]);
  assert.equal(position.point.crs.properties.name, 'urn:ogc:def:crs:OGC:1.3:CRS84');
});

for (const name of ['iov_state', 'iov_position', 'iov_nearbyChargingStations']) {
  for (const [who, caller] of [
    ['nobody', nobody],
    ['somebody else', { ...owner, subject: 'pw.a.stranger' }],
    ['an officer for another purpose', { ...nobody, purpose: 'social-assistance' as const }],
  ] as const) {
    test(`${name} is refused to ${who}`, async () => {
      await assert.rejects(field(name, caller), { message: /Only its owner/, extensions: { code: 'FORBIDDEN' } });
    });
  }
}

test('who is told nothing of the owner takes nobody for them', async () => {
  const resolve = await resolverOf('iov_state', noStations);
  assert.throws(() => resolve({ vin: VIN, owner: null }, {}, nobody, {}), /Only its owner/);
});

test('the emergency service sees where a vehicle was, and not how it is driven', async () => {
  const onCase: PluginCaller = { ...nobody, purpose: 'emergency-response' };
  assert.ok(await field('iov_position', onCase));
  await assert.rejects(field('iov_state', onCase), { message: /Only its owner/, extensions: { code: 'FORBIDDEN' } });
});

test('a vehicle that never reported is null', async () => {
  assert.equal(await field('iov_state', owner, {}, noStations, 'LFVCG2A2XTK999999'), null);
});

test('stations are those near the vehicle, the nearest first, by their keys', async () => {
  const asked: unknown[] = [];
  const near: NearStations = async (...question) => {
    asked.push(question);
    return [{ id: 'chg_1', distanceM: 120, longitude: 0, latitude: 0 }];
  };
  const found = await field('iov_nearbyChargingStations', owner, { radiusM: 2_000, first: 3 }, near);
  assert.deepEqual(found, [{ station: { __typename: 'ChargingStation', id: 'chg_1' }, distanceM: 120 }]);
  assert.deepEqual(asked, [[125.274, 43.82, 2_000, 3]]);
});

for (const args of [{ radiusM: 0 }, { radiusM: 50_001 }, { first: 21 }, { first: -1 }]) {
  test(`stations are not searched with ${JSON.stringify(args)}`, async () => {
    await assert.rejects(
      field('iov_nearbyChargingStations', owner, { radiusM: 5_000, first: 5, ...args }),
      /give a whole number from 1 to/,
    );
  });
}

const page = (nodes: object[], hasNextPage = false) =>
  new Response(JSON.stringify({ data: { chargingStations: { nodes, pageInfo: { hasNextPage, endCursor: 'c' } } } }));
const station = (id: string, longitude: number) => ({
  id,
  location: { coordinates: [longitude, 43.9] },
});

test('the city is asked for all its stations and never for those near somewhere', async () => {
  const bodies: string[] = [];
  const near = cityStations('http://city.example/graphql', async (_, init) => {
    bodies.push(String(init?.body));
    return bodies.length === 1 ? page([station('far', 125.4)], true) : page([station('near', 125.31)]);
  });
  const found = await near(125.3, 43.9, 5_000, 5);
  assert.deepEqual(
    found.map(({ id }) => id),
    ['near'],
  );
  assert.equal(bodies.length, 2);
  assert.ok(bodies.every((body) => !body.includes('125.3') && !body.includes('43.9')));
});

test('while the city cannot be asked, the last list goes on; without one it is an error', async () => {
  let clock = 0;
  let isAway = true;
  const near = cityStations(
    'http://city.example/graphql',
    async () => {
      if (isAway) throw new Error('away');
      return page([station('one', 125.31)]);
    },
    () => clock,
  );
  await assert.rejects(near(125.3, 43.9, 5_000, 5), /away/);
  isAway = false;
  assert.equal((await near(125.3, 43.9, 5_000, 5)).length, 1);
  isAway = true;
  clock = 3_600_000;
  assert.equal((await near(125.3, 43.9, 5_000, 5)).length, 1);
});

test('a degree of latitude is 111 kilometres', () => {
  const metres = metresBetween({ longitude: 125, latitude: 43 }, { longitude: 125, latitude: 44 });
  assert.ok(Math.abs(metres - 111_195) < 10, `${metres}`);
});
