import {
  type GraphQLArgument,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql';
import { leafValue } from '../fixtures/leaf-values.ts';

/** Made-up arguments of a field, those that it needs, as they are written in a document: `(from: "2026-03-04")`. */
export function argumentsText(type: string, field: string, args: readonly GraphQLArgument[]): string {
  const needed = args
    .filter(isRequiredArgument)
    .map(({ name, type: of }) => `${name}: ${inputText(of, type, `${field}.${name}`, name)}`);
  return needed.length === 0 ? '' : `(${needed.join(', ')})`;
}

function inputText(of: GraphQLInputType, type: string, seed: string, name: string): string {
  if (isNonNullType(of)) return inputText(of.ofType, type, seed, name);
  if (isListType(of)) return `[${inputText(of.ofType, type, seed, name)}]`;
  if (isEnumType(of)) return of.getValues()[0]?.name ?? 'null';
  if (!isInputObjectType(of)) return literal(leafValue(of.name, { type, field: name, seed: `fuzz ${seed}` }));
  const fields = Object.values(of.getFields()).filter(isRequiredInputField);
  return `{ ${fields.map((one) => `${one.name}: ${inputText(one.type, type, `${seed}.${one.name}`, one.name)}`).join(', ')} }`;
}

/** JSON, but for the names of fields. */
function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  return `{ ${Object.entries(value)
    .map(([name, inner]) => `${name}: ${literal(inner)}`)
    .join(', ')} }`;
}
