import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CGCS2000, parseGeoJson, WGS84 } from './geojson.ts';
import type { Position } from './ring.ts';

const crs = (name: string) => ({ type: 'name', properties: { name } });
const polygon = (...rings: unknown[]) => ({ type: 'Polygon', coordinates: rings, crs: crs(CGCS2000) });
const SQUARE = [
  [125, 43],
  [126, 43],
  [126, 44],
  [125, 44],
  [125, 43],
];

it('reads every shape with either reference system, and drops heights and unknown members', () => {
  expect(parseGeoJson({ type: 'Point', coordinates: [125.32, 43.9, 212], crs: crs(WGS84), bbox: [] })).toEqual({
    type: 'Point',
    coordinates: [125.32, 43.9],
    crs: crs(WGS84),
  });
  expect(parseGeoJson(polygon(SQUARE)).coordinates).toEqual([SQUARE]);
  expect(parseGeoJson({ ...polygon(), type: 'MultiPolygon', coordinates: [[SQUARE]] }).type).toBe('MultiPolygon');
  expect(parseGeoJson({ ...polygon(), type: 'LineString', coordinates: SQUARE }).type).toBe('LineString');
});

describe('the reference system', () => {
  it.each([
    ['EPSG:4490', CGCS2000],
    ['EPSG:4326', WGS84],
    ['OGC:CRS84', WGS84],
  ])('%s is read as %s', (given, canonical) => {
    expect(parseGeoJson({ type: 'Point', coordinates: [125.32, 43.9], crs: crs(given) }).crs).toEqual(crs(canonical));
  });

  it('of something that is no geometry at all is not asked for', () => {
    expect(() => parseGeoJson({})).toThrow('object is no geometry: its type must be Point');
  });

  it.each([
    ['none', undefined],
    ['null', null],
    ['a bare name', CGCS2000],
    ['GCJ-02', crs('urn:ogc:def:crs:EPSG::0:GCJ-02')],
    ['Web Mercator', crs('urn:ogc:def:crs:EPSG::3857')],
    ['a link', { type: 'link', properties: { name: CGCS2000 } }],
    ['no properties', { type: 'name', properties: null }],
  ])('%s is refused with advice', (_what, given) => {
    expect(() => parseGeoJson({ type: 'Point', coordinates: [125.32, 43.9], crs: given })).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', message: expect.stringContaining('CGCS2000') }),
    );
  });
});

describe('the shape', () => {
  it.each<[string, unknown]>([
    ['latitude first', { ...polygon(), type: 'Point', coordinates: [43.9, 125.32] }],
    ['a longitude of 181', { ...polygon(), type: 'Point', coordinates: [181, 43.9] }],
    ['a number as text', { ...polygon(), type: 'Point', coordinates: ['125.32', 43.9] }],
    ['NaN', { ...polygon(), type: 'Point', coordinates: [Number.NaN, 43.9] }],
    ['a position of one number', { ...polygon(), type: 'Point', coordinates: [125.32] }],
    ['a polygon nested like a line', { ...polygon(), coordinates: SQUARE }],
    ['a polygon without a ring', polygon()],
    ['an empty ring', polygon([])],
    ['a ring left open', polygon(SQUARE.slice(0, 4))],
    ['a ring of three positions', polygon([SQUARE[0], SQUARE[1], SQUARE[0]])],
    ['a line of one position', { ...polygon(), type: 'LineString', coordinates: [SQUARE[0]] }],
    ['a type that RFC 7946 has and we have not', { ...polygon(), type: 'GeometryCollection', coordinates: [] }],
    ['a prototype key for a type', { ...polygon(), type: 'constructor' }],
    ['text', JSON.stringify(polygon(SQUARE))],
    ['null', null],
  ])('%s is refused', (_what, value) => {
    expect(() => parseGeoJson(value)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
  });

  it('refuses a bow tie, a spike, a repeated position, a ring that touches itself and one without area', () => {
    const bowTie = [SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3], SQUARE[0]];
    const spike = [SQUARE[0], SQUARE[1], [127, 43], SQUARE[1], SQUARE[2], SQUARE[3], SQUARE[0]];
    const repeated = [SQUARE[0], SQUARE[1], SQUARE[1], SQUARE[2], SQUARE[3], SQUARE[0]];
    const touching = [SQUARE[0], SQUARE[1], SQUARE[2], [125.5, 43], SQUARE[3], SQUARE[0]];
    const flat = [SQUARE[0], SQUARE[1], [127, 43], SQUARE[0]];
    for (const ring of [bowTie, spike, repeated, touching, flat]) {
      expect(() => parseGeoJson(polygon(ring))).toThrow(/crosses itself/);
    }
  });

  const circle = (radii: readonly number[]): Position[] =>
    radii.map((radius, i): Position => {
      const angle = (i / radii.length) * 2 * Math.PI;
      return [125 + radius * Math.cos(angle), 43 + radius * Math.sin(angle)];
    });
  const closed = (ring: readonly Position[]): Position[] => [...ring, ring[0] as Position];

  it('takes any star-shaped ring, in either direction', () => {
    const radii = fc.array(fc.double({ min: 0.2, max: 1, noNaN: true }), { minLength: 5, maxLength: 40 });
    fc.assert(
      fc.property(radii, (given) => {
        const star = circle(given);
        expect(() => parseGeoJson(polygon(closed(star)))).not.toThrow();
        expect(() => parseGeoJson(polygon(closed(star.toReversed())))).not.toThrow();
      }),
      { numRuns: 50 },
    );
  });

  it('refuses a round ring with any two neighbouring corners swapped', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 40 }), fc.nat(), (corners, at) => {
        const ring = circle(Array.from({ length: corners }, () => 1));
        const [one, other] = [at % corners, (at + 1) % corners];
        const swapped = ring.with(one, ring[other] as Position).with(other, ring[one] as Position);
        expect(() => parseGeoJson(polygon(closed(swapped)))).toThrow(/crosses itself/);
      }),
      { numRuns: 50 },
    );
  });

  it('bounds the work: long rings are refused before they are compared edge by edge', () => {
    const comb = Array.from({ length: 9_000 }, (_, i) => [i % 2 ? 170 : 0, i * 0.001]);
    expect(() => parseGeoJson(polygon([...comb, [-1, 1], comb[0]]))).toThrow(/more than 2000 positions/);
    const many = Array.from({ length: 2_100 }, () => SQUARE);
    expect(() => parseGeoJson(polygon(...many))).toThrow(/more than 10000 positions/);
  });
});
