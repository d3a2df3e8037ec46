import { GraphQLScalarType, Kind, valueFromASTUntyped } from 'graphql';
import { reject } from '../identifiers/reject.ts';

/** A scalar written as text: what comes in is checked by `parse`, what goes out by `serialize`. */
export function textScalar<T>(options: {
  name: string;
  description: string;
  specifiedByURL?: string;
  parse: (text: string) => T;
  serialize?: (value: unknown) => string;
}): GraphQLScalarType<T, string> {
  const { name, description, parse } = options;
  const read = (value: unknown): T => {
    if (typeof value !== 'string') return reject(name, value, 'give it as a string.');
    return parse(value);
  };
  return new GraphQLScalarType<T, string>({
    name,
    description,
    ...(options.specifiedByURL ? { specifiedByURL: options.specifiedByURL } : {}),
    serialize: options.serialize ?? String,
    parseValue: read,
    parseLiteral: (node) => read(node.kind === Kind.STRING ? node.value : valueFromASTUntyped(node)),
  });
}
