import { type GraphQLLeafType, isEnumType, isSpecifiedScalarType } from 'graphql';

/** Whether a subgraph's value may stand for a leaf; it is passed on as it came. */
export type IsLeaf = (value: unknown) => boolean;

const MAX_INT = 2_147_483_647;
const MIN_INT = -2_147_483_648;

const isString: IsLeaf = (value) => typeof value === 'string';

/** The specification's own scalars, by name. */
export const SPECIFIED_LEAVES: Readonly<Record<string, IsLeaf>> = {
  String: isString,
  Boolean: (value) => typeof value === 'boolean',
  Int: (value) => typeof value === 'number' && Number.isInteger(value) && value <= MAX_INT && value >= MIN_INT,
  Float: (value) => typeof value === 'number',
  ID: (value) => typeof value === 'string' || (typeof value === 'number' && Number.isInteger(value)),
};

/** A custom scalar's values are its departments' business: whatever JSON they are. */
export function leafCheck(type: GraphQLLeafType): IsLeaf | null {
  if (isEnumType(type)) {
    const names = new Set<unknown>(type.getValues().map(({ name }) => name));
    return (value) => names.has(value);
  }
  return isSpecifiedScalarType(type) ? (SPECIFIED_LEAVES[type.name] ?? null) : null;
}
