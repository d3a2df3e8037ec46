import { Kind, type TypeNode } from 'graphql';

/** Name of a type without its lists and exclamation marks. */
export const namedType = (type: TypeNode): string =>
  type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
