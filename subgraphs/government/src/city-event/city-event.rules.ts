import type { AgencyField } from '@citygraph/city';
import { CityGraphError } from '@citygraph/contract';
import type { EventStatus } from './city-event.entity.ts';

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

/** The beginning of a class as a filter: `E`, `E04` or `E0401`; null stays null. */
export function parseCategoryPrefix(text: string | null | undefined): string | null {
  if (text == null) return null;
  if (/^[CE](\d{2}){0,2}$/.test(text)) return text;
  throw wrong('category', `${JSON.stringify(text.slice(0, 20))} begins no class: give C, E, E04 or E0401.`);
}

/** Who looks after a major class; the city's own rule, among its 13 agencies. */
const COMPETENT: Readonly<Record<string, AgencyField>> = {
  C01: 'housing',
  C02: 'public-security',
  C03: 'environment',
  C04: 'natural-resources',
  C05: 'government-service',
  E01: 'environment',
  E02: 'market-supervision',
  E03: 'housing',
  E04: 'emergency',
  E05: 'public-security',
  E06: 'government-service',
};

export const competentField = (categoryCode: string): AgencyField =>
  COMPETENT[categoryCode.slice(0, 3)] ?? 'government-service';

/** The duty officers of Emergency Management may take up anything, the competent agency what is its own. */
export const mayBeHandledBy = (categoryCode: string, field: string): boolean =>
  field === 'emergency' || field === competentField(categoryCode);

const STANDS: Readonly<Record<EventStatus, string>> = {
  OPEN: 'is open',
  IN_HAND: 'has been taken up',
  CLOSED: 'has been closed',
};

export function assertStatus(
  { id, status }: { id: string; status: EventStatus },
  ...from: readonly EventStatus[]
): void {
  if (from.includes(status)) return;
  throw new CityGraphError('CONFLICT', `eventId: ${id} ${STANDS[status]}.`, { extensions: { argument: 'eventId' } });
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
