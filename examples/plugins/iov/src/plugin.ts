import { readFileSync } from 'node:fs';
import { CityGraphError, definePlugin, type Plugin, type PluginCaller } from '@citygraph/plugin-sdk';
import type { Fleet } from './fleet.ts';
import type { NearStations } from './stations.ts';

/** What the hub sends of a vehicle: its number, and its owner as we know them. */
interface Vehicle {
  readonly vin: string;
  readonly owner?: { readonly id: string } | null;
}

export interface IovOptions {
  readonly fleet: Fleet;
  readonly nearStations: NearStations;
}

const LONGEST_RADIUS_M = 50_000;
const MOST_STATIONS = 20;
const WGS84 = { type: 'name', properties: { name: 'urn:ogc:def:crs:OGC:1.3:CRS84' } };

export function iovPlugin({ fleet, nearStations }: IovOptions): Plugin {
  return definePlugin({
    manifest: new URL('../citygraph.yaml', import.meta.url),
    typeDefs: readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'),
    references: { Vehicle: (reference) => reference },
    resolvers: {
      Vehicle: {
        iov_state: (vehicle: Vehicle, _: unknown, caller) => {
          assertOwner(vehicle, caller);
          const { vehicle: seen, alarm, extremes, motors } = fleet.vehicle(vehicle.vin) ?? {};
          if (!seen) return null;
          const { power, charging, mode, ...measured } = seen.value;
          return {
            ...measured,
            reportedAt: seen.at,
            power,
            chargingState: charging,
            mode,
            alarmLevel: alarm?.value.level ?? null,
            alarms: alarm?.value.alarms ?? [],
            cellTemperatureMaxC: extremes?.value.temperatureMaxC ?? null,
            motors: motors?.value ?? [],
          };
        },
        iov_position: (vehicle: Vehicle, _: unknown, caller) => {
          assertMayFind(vehicle, caller);
          const seen = fleet.vehicle(vehicle.vin)?.position;
          if (!seen) return null;
          const { longitude, latitude } = seen.value;
          return { reportedAt: seen.at, point: { type: 'Point', coordinates: [longitude, latitude], crs: WGS84 } };
        },
        iov_nearbyChargingStations: async (
          vehicle: Vehicle,
          { radiusM, first }: { radiusM: number | null; first: number | null },
          caller,
        ) => {
          assertMayFind(vehicle, caller);
          const radius = within('radiusM', radiusM ?? 5_000, LONGEST_RADIUS_M);
          const most = within('first', first ?? 5, MOST_STATIONS);
          const seen = fleet.vehicle(vehicle.vin)?.position;
          if (!seen) return null;
          const found = await nearStations(seen.value.longitude, seen.value.latitude, radius, most);
          return found.map(({ id, distanceM }) => ({
            station: { __typename: 'ChargingStation', id },
            distanceM,
          }));
        },
      },
    },
  });
}

/**
 * Where somebody's vehicle is and how it is driven is theirs to know. The hub has seen to purpose, grant and consent before it asked us; whose vehicle it is we are told
 * with it. Officers in an emergency are vouched for by the hub, which names nobody.
 */
function assertMayFind(vehicle: Vehicle, caller: PluginCaller): void {
  if (caller.purpose === 'emergency-response' || isOwner(vehicle, caller)) return;
  throw new CityGraphError(
    'FORBIDDEN',
    'Only its owner may know this of a vehicle, and the emergency service on a case.',
  );
}

/** How it is driven helps nobody to find it. */
function assertOwner(vehicle: Vehicle, caller: PluginCaller): void {
  if (!isOwner(vehicle, caller)) throw new CityGraphError('FORBIDDEN', 'Only its owner may know this of a vehicle.');
}

const isOwner = ({ owner }: Vehicle, { subject }: PluginCaller): boolean => subject !== null && owner?.id === subject;

function within(argument: string, value: number, most: number): number {
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new CityGraphError('BAD_USER_INPUT', `${argument}: it is ${value}; give a whole number from 1 to ${most}.`);
}
