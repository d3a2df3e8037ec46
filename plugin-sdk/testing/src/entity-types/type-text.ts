import { type GraphQLType, isListType, isNonNullType, isScalarType } from 'graphql';

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

/** How a GraphQL type is written in TypeScript. */
export function typeText(type: GraphQLType): string {
  return isNonNullType(type) ? bare(type.ofType) : `${bare(type)} | null`;
}

function bare(type: GraphQLType): string {
  if (isNonNullType(type)) return bare(type.ofType);
  if (isListType(type)) {
    const element = typeText(type.ofType);
    return `readonly ${/\W/.test(element) ? `(${element})` : element}[]`;
  }
  if (isScalarType(type)) return SCALARS[type.name] ?? 'unknown';
  return type.name;
}

/** A description as a comment. It is somebody else's text: nothing in it may end the comment. */
export function commentOf(description: string | null | undefined, indent = ''): string {
  if (!description) return '';
  const text = description.replace(/\*\//g, '*\\/').replace(/\s+/g, ' ').trim();
  return `${indent}/** ${text} */\n`;
}
