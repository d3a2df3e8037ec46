import { HUB_SCALARS } from '@citygraph/contract';
import { type GraphQLScalarType, type GraphQLSchema, isScalarType } from 'graphql';

/** One of the hub's scalars by its name; undefined: it is not the hub's. */
export const hubScalar = (name: string): GraphQLScalarType<never, unknown> | undefined =>
  HUB_SCALARS.find((scalar) => scalar.name === name);

/**
 * Lets the gateway read the hub's scalars as departments do: a wrong check digit is refused at its place, before any
 * fetch, instead of by a department for every field of its fetch. Values that go out are left as departments wrote them.
 */
export function adoptScalars(schema: GraphQLSchema): void {
  for (const { name, parseValue, parseLiteral } of HUB_SCALARS) {
    const type = schema.getType(name);
    if (isScalarType(type)) Object.assign(type, { parseValue, parseLiteral });
  }
}
