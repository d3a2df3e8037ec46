import { CityGraphError } from '@citygraph/contract';
import { defaultFieldResolver, type GraphQLSchema, isObjectType } from 'graphql';

/**
 * Puts a check in front of every field with arguments: no text holds U+0000. No identifier or sentence has one, and
 * databases end their strings there.
 */
export function refuseNulInArguments(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      if (field.args.length === 0) continue;
      const resolve = field.resolve ?? defaultFieldResolver;
      field.resolve = (source, args, context, info) => {
        for (const [name, value] of Object.entries(args)) assertNoNul(value, name);
        return resolve(source, args, context, info);
      };
    }
  }
}

/** @throws BAD_USER_INPUT when a text in `value`, at any depth, holds U+0000; the message begins with `name`. */
export function assertNoNul(value: unknown, name: string): void {
  if (typeof value === 'string') {
    if (!value.includes('\u0000')) return;
    throw new CityGraphError('BAD_USER_INPUT', `${name}: the text holds the character U+0000; leave it out.`, {
      extensions: { argument: name },
    });
  }
  if (value === null || typeof value !== 'object' || value instanceof Date) return;
  for (const [key, inner] of Object.entries(value)) assertNoNul(inner, Array.isArray(value) ? name : `${name}.${key}`);
}
