import { Kind, type TypeNode } from 'graphql';

/** `Place` of `[Place!]!`. */
export function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}
