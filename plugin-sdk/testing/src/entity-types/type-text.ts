import {
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLOutputType,
  isEnumType,
  isListType,
  isNonNullType,
  isScalarType,
} from 'graphql';

/** What values of scalars are in a resolver; of one that nobody knows, unknown. */
const SCALARS: Readonly<Record<string, string>> = {
  Boolean: 'boolean',
  Cents: 'number',
  Date: 'string',
  DateTime: 'string | Date',
  DivisionCode: 'string',
  Float: 'number',
  GeoJSON: 'Readonly<Record<string, unknown>>',
  GTIN: 'string',
  ID: 'string',
  Int: 'number',
  InvestmentProjectCode: 'string',
  RealEstateUnitCode: 'string',
  ResidentIdNumber: 'string',
  String: 'string',
  USCC: 'string',
};

/** How a GraphQL type is written in TypeScript; `nameOf` says how objects are. */
export function typeText(
  type: GraphQLOutputType | GraphQLInputType,
  nameOf: (type: GraphQLNamedType) => string = ({ name }) => name,
): string {
  if (isNonNullType(type)) return bare(type.ofType, nameOf);
  return `${bare(type, nameOf)} | null`;
}

function bare(type: GraphQLOutputType | GraphQLInputType, nameOf: (type: GraphQLNamedType) => string): string {
  if (isNonNullType(type)) return bare(type.ofType, nameOf);
  if (isListType(type)) return `readonly (${typeText(type.ofType, nameOf)})[]`;
  if (isScalarType(type)) return SCALARS[type.name] ?? 'unknown';
  return isEnumType(type) ? type.name : nameOf(type);
}

/** A description as a comment. It is somebody else's text: nothing in it may end the comment. */
export function commentOf(description: string | null | undefined, indent = ''): string {
  if (!description) return '';
  const text = description.replace(/\*\//g, '*\\/').replace(/\s+/g, ' ').trim();
  return `${indent}/** ${text} */\n`;
}
