import fc, { type Arbitrary } from 'fast-check';
import {
  type GraphQLArgument,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';

/** Values worth trying by the name of the argument or input field: keys that exist, codes that are valid. */
export type KnownValues = Readonly<Record<string, readonly unknown[]>>;

const AWKWARD = [
  '',
  ' ',
  '0',
  '-1',
  'null',
  "'; drop table loan; --",
  '𝕏',
  'ü'.repeat(300),
  'A'.repeat(5000),
  '\u0000',
  '%',
  '../..',
];
const MOMENTS = [
  '2026-11-02T09:00:00+08:00',
  '2031-02-01T00:00:00Z',
  '1970-01-01T00:00:00Z',
  '9999-12-31T23:59:59+14:00',
];
const DAYS = ['2026-11-02', '2026-11-01', '2026-02-30', '1900-01-01', '9999-12-31'];
const CRS = { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::4490' } };
const GEOMETRIES = [
  { type: 'Point', coordinates: [125.32, 43.88], crs: CRS },
  { type: 'Point', coordinates: [125.32, 43.88] },
  { type: 'Point', coordinates: [-500, 1e9], crs: CRS },
  {
    type: 'Polygon',
    coordinates: [
      [
        [125, 43],
        [126, 44],
        [126, 43],
        [125, 44],
        [125, 43],
      ],
    ],
    crs: CRS,
  },
  {
    type: 'Polygon',
    coordinates: [
      [
        [125.3, 43.8],
        [125.31, 43.8],
        [125.31, 43.81],
        [125.3, 43.8],
      ],
    ],
    crs: CRS,
  },
  {},
];

/** Good, bad and monstrous variable values of one argument. */
export function argumentValues(
  { name, type }: Pick<GraphQLArgument, 'name' | 'type'>,
  known: KnownValues,
): Arbitrary<unknown> {
  const candidates = known[name] ?? [];
  const drawn = ofType(name, type, known);
  if (candidates.length === 0) return drawn;
  return fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...candidates) }, { weight: 1, arbitrary: drawn });
}

function ofType(name: string, type: GraphQLInputType, known: KnownValues): Arbitrary<unknown> {
  if (isNonNullType(type)) return ofType(name, type.ofType, known);
  if (isListType(type)) return fc.array(argumentValues({ name, type: type.ofType }, known), { maxLength: 3 });
  if (isEnumType(type)) return fc.constantFrom(...type.getValues().map((value) => value.name));
  if (isInputObjectType(type)) {
    return fc.record(
      Object.fromEntries(Object.values(type.getFields()).map((field) => [field.name, argumentValues(field, known)])),
      { requiredKeys: [] },
    );
  }
  return scalar(type.name);
}

function scalar(name: string): Arbitrary<unknown> {
  switch (name) {
    case 'Boolean':
      return fc.boolean();
    case 'Int':
      return fc.oneof(fc.integer({ min: -2, max: 20 }), fc.constantFrom(2 ** 31 - 1, -(2 ** 31), 0), fc.integer());
    case 'Float':
      return fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(0, -1, 1e308, 5e-324, 50));
    case 'Cents':
      return fc.oneof(fc.integer({ min: -5, max: 100_000 }), fc.constantFrom(Number.MAX_SAFE_INTEGER, 2 ** 53, 0.5));
    case 'Date':
      return fc.constantFrom(...DAYS, ...AWKWARD);
    case 'DateTime':
      return fc.constantFrom(...MOMENTS, ...AWKWARD);
    case 'GeoJSON':
      return fc.constantFrom(...GEOMETRIES);
    default:
      return fc.oneof(
        fc.constantFrom(...AWKWARD),
        fc.string({ maxLength: 60 }),
        fc.string({ unit: 'binary', maxLength: 20 }),
      );
  }
}
