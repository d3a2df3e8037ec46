/** A charging station of the city, from its public graph. */
export interface Station {
  readonly id: string;
  readonly longitude: number;
  readonly latitude: number;
}

/** Stations within a distance, the nearest first. */
export type NearStations = (
  longitude: number,
  latitude: number,
  radiusM: number,
  most: number,
) => Promise<readonly (Station & { readonly distanceM: number })[]>;

const QUERY = `query Stations($after: String) { chargingStations(first: 100, after: $after) {
  nodes { id location } pageInfo { hasNextPage endCursor } } }`;
const FRESH_MS = 10 * 60_000;
const ASKED_MS = 2_000;
const MOST_PAGES = 20;

interface Page {
  readonly nodes: readonly {
    readonly id: string;
    readonly location?: { readonly coordinates?: readonly number[] } | null;
  }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/**
 * The city's stations as anybody may read them at its endpoint, all at once and kept for ten minutes: where a vehicle is never leaves us. While the city cannot be asked,
 * the last list goes on.
 */
export function cityStations(endpoint: string, ask: typeof fetch = fetch, now: () => number = Date.now): NearStations {
  let known: { readonly at: number; readonly stations: readonly Station[] } | null = null;
  let asking: Promise<readonly Station[]> | null = null;
  const all = async (): Promise<readonly Station[]> => {
    if (known && now() - known.at < FRESH_MS) return known.stations;
    asking ??= allStations(endpoint, ask).finally(() => {
      asking = null;
    });
    try {
      known = { at: now(), stations: await asking };
    } catch (error) {
      if (!known) throw error;
    }
    return known.stations;
  };
  return async (longitude, latitude, radiusM, most) =>
    (await all())
      .map((station) => ({ ...station, distanceM: Math.round(metresBetween(station, { longitude, latitude })) }))
      .filter(({ distanceM }) => distanceM <= radiusM)
      .sort((a, b) => a.distanceM - b.distanceM)
      .slice(0, most);
}

async function allStations(endpoint: string, ask: typeof fetch): Promise<readonly Station[]> {
  const stations: Station[] = [];
  let after: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const response = await ask(endpoint, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: QUERY, variables: { after } }),
      signal: AbortSignal.timeout(ASKED_MS),
    });
    const { data } = (await response.json()) as { data?: { chargingStations?: Page | null } | null };
    const list = data?.chargingStations;
    if (!list) throw new Error(`The city did not answer with its charging stations (status ${response.status}).`);
    for (const { id, location } of list.nodes) {
      // What lies nowhere is near nothing.
      const [longitude = Number.NaN, latitude = Number.NaN] = location?.coordinates ?? [];
      stations.push({ id, longitude, latitude });
    }
    if (!list.pageInfo.hasNextPage) break;
    after = list.pageInfo.endCursor;
  }
  return stations;
}

interface Point {
  readonly longitude: number;
  readonly latitude: number;
}

const EARTH_M = 6_371_000;
const radians = (degrees: number): number => (degrees / 180) * Math.PI;

/** Great-circle distance (haversine). */
export function metresBetween(a: Point, b: Point): number {
  const half = (from: number, to: number): number => Math.sin(radians(to - from) / 2) ** 2;
  const h =
    half(a.latitude, b.latitude) +
    Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * half(a.longitude, b.longitude);
  return 2 * EARTH_M * Math.asin(Math.sqrt(h));
}
