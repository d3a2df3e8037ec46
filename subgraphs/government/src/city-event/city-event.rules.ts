import { CityGraphError } from '@citygraph/contract';

/**
 * Major classes of GB/T 30428.2: managed components (street furniture, C) and events (E) are numbered separately, two digits
 * major and two minor class; the letter tells the two apart. Minor classes are the agencies' own and are not checked.
 */
export const MAJOR_CLASSES: Readonly<Record<string, string>> = {
  C01: 'public utilities',
  C02: 'roads and traffic',
  C03: 'cleanliness and appearance',
  C04: 'greenery',
  C05: 'other components',
  E01: 'cleanliness and appearance',
  E02: 'posters and advertising',
  E03: 'construction sites',
  E04: 'emergencies',
  E05: 'order in the streets',
  E06: 'other events',
};

export function assertCategory(code: string): void {
  if (!/^[CE]\d{4}$/.test(code) || !(code.slice(0, 3) in MAJOR_CLASSES) || code.endsWith('00')) {
    throw wrong(
      'categoryCode',
      `${JSON.stringify(code.slice(0, 20))} is no category: give C or E, two digits major class (${Object.keys(MAJOR_CLASSES).join(' ')}) and two digits minor class, e.g. E0401.`,
    );
  }
}

/** A box around the city's 15 districts and counties, degrees. */
export const CITY_BOUNDS = { west: 124.0, south: 43.0, east: 127.1, north: 45.3 } as const;

/** An event is at a point inside the city. CGCS2000 and WGS 84 differ by centimetres and are taken as one. */
export function eventPosition(location: unknown): [longitude: number, latitude: number] {
  const { type, coordinates } = location as { type: string; coordinates: [number, number] };
  if (type !== 'Point') throw wrong('location', `it is a ${type}: give a Point.`);
  const [longitude, latitude] = coordinates;
  const { west, south, east, north } = CITY_BOUNDS;
  if (longitude < west || longitude > east || latitude < south || latitude > north) {
    throw wrong(
      'location',
      `[${longitude}, ${latitude}] is outside the city: longitude ${west} to ${east} comes first, then latitude ${south} to ${north}.`,
    );
  }
  return [longitude, latitude];
}

const wrong = (argument: string, message: string) =>
  new CityGraphError('BAD_USER_INPUT', `${argument}: ${message}`, { extensions: { argument } });
