import { GraphQLScalarType, Kind, valueFromASTUntyped } from 'graphql';
import { CITYGRAPH_SPEC_URL } from '../directives.ts';
import { formatOffsetDateTime, parseDate, parseOffsetDateTime } from '../identifiers/calendar-date.ts';
import { type Geometry, parseGeoJson } from '../identifiers/geojson.ts';
import { parseGtin } from '../identifiers/gs1.ts';
import { parseDivisionCode, parseInvestmentProjectCode, parseRealEstateUnitCode } from '../identifiers/place-codes.ts';
import { reject } from '../identifiers/reject.ts';
import { parseResidentIdNumber } from '../identifiers/resident-id-number.ts';
import { parseUscc } from '../identifiers/uscc.ts';
import { textScalar } from './scalar.ts';

/** Resident identity number as text of 18 characters (GB 11643-1999). Refuses a wrong check character, and days that never were. */
export const ResidentIdNumberScalar = textScalar({
  name: 'ResidentIdNumber',
  description: 'Resident identity number (GB 11643-1999), 18 characters with a check character.',
  specifiedByURL: `${CITYGRAPH_SPEC_URL}#ResidentIdNumber`,
  parse: (text) => {
    parseResidentIdNumber(text);
    return text;
  },
});

/** Unified social credit code as text of 18 characters (GB 32100-2015). Refuses a wrong check character. */
export const USCCScalar = textScalar({
  name: 'USCC',
  description: 'Unified social credit code of a legal entity (GB 32100-2015), 18 characters with a check character.',
  specifiedByURL: `${CITYGRAPH_SPEC_URL}#USCC`,
  parse: parseUscc,
});

/** Code of an administrative division as text (GB/T 2260): 2, 4, 6, 9 or 12 digits, the short ones filled to 6. Refuses other lengths. */
export const DivisionCodeScalar = textScalar({
  name: 'DivisionCode',
  description: 'Administrative division: 6 digits (GB/T 2260), 9 for streets and towns, 12 for villages.',
  specifiedByURL: `${CITYGRAPH_SPEC_URL}#DivisionCode`,
  parse: parseDivisionCode,
});

/** Code of an investment project as text of 24 characters (GB/T 40058-2021). */
export const InvestmentProjectCodeScalar = textScalar({
  name: 'InvestmentProjectCode',
  description: 'Investment project code (GB/T 40058-2021), 24 characters.',
  specifiedByURL: `${CITYGRAPH_SPEC_URL}#InvestmentProjectCode`,
  parse: parseInvestmentProjectCode,
});

/** Code of a real-estate unit as text of 28 characters (GB/T 37346). */
export const RealEstateUnitCodeScalar = textScalar({
  name: 'RealEstateUnitCode',
  description: 'Real-estate unit code (GB/T 37346), 28 characters.',
  specifiedByURL: `${CITYGRAPH_SPEC_URL}#RealEstateUnitCode`,
  parse: parseRealEstateUnitCode,
});

/** A GS1 item number as text of 14 digits; shorter ones are filled up with zeros. Refuses a wrong check digit. */
export const GTINScalar = textScalar({
  name: 'GTIN',
  description: 'Global trade item number, 8, 12, 13 or 14 digits; always answered with 14.',
  specifiedByURL: 'https://ref.gs1.org/standards/genspecs/',
  parse: parseGtin,
});

/** A day of the calendar as text, `YYYY-MM-DD` (RFC 3339 §5.6). Refuses days that no month has. */
export const DateScalar = textScalar({
  name: 'Date',
  description: 'A day, YYYY-MM-DD (ISO 8601).',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339#section-5.6',
  parse: parseDate,
});

/** A moment as RFC 3339 text with its offset, a `Date` in resolvers. Refuses text without an offset. */
export const DateTimeScalar = textScalar<Date>({
  name: 'DateTime',
  description: 'A moment with its offset (RFC 3339), e.g. 2026-09-01T08:30:00+08:00.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
  parse: parseOffsetDateTime,
  serialize: (value) => formatOffsetDateTime(value instanceof Date ? value : new Date(value as string | number)),
});

/** A GeoJSON geometry (RFC 7946) as an object, degrees, longitude first, with the `crs` of {@link CGCS2000} or {@link WGS84}. */
export const GeoJSONScalar = new GraphQLScalarType<Geometry, unknown>({
  name: 'GeoJSON',
  description:
    'A geometry as RFC 7946 shapes it, with a `crs` member that names CGCS2000 (EPSG:4490) or WGS84; longitude first.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc7946',
  serialize: (value) => value,
  parseValue: parseGeoJson,
  parseLiteral: (node, variables) => parseGeoJson(valueFromASTUntyped(node, variables)),
});

/** Money in whole cents, a number of less than 2^53 either way. Refuses fractions. */
export const CentsScalar = new GraphQLScalarType<number, number>({
  name: 'Cents',
  description: 'Money in integer cents of the currency beside it, up to 2^53.',
  specifiedByURL: `${CITYGRAPH_SPEC_URL}#Cents`,
  // Database drivers hand out wide integers as text or bigint.
  serialize: (value) => cents(typeof value === 'string' || typeof value === 'bigint' ? Number(value) : value),
  parseValue: cents,
  parseLiteral: (node) => cents(node.kind === Kind.INT ? Number(node.value) : valueFromASTUntyped(node)),
});

function cents(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) {
    return reject(
      'amount in cents',
      typeof value === 'number' ? String(value) : value,
      'give a whole number of cents.',
    );
  }
  return value;
}
