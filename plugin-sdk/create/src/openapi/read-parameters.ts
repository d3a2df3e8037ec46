import type { LocalText } from '@citygraph/contract';
import { say } from '../words.ts';
import { listOf, type OpenApiDocument, type Part, partOf, textOf } from './document.ts';
import { freeName, graphqlName } from './graphql-names.ts';
import { type ParameterStyle, parameterStyle } from './parameter-style.ts';

export interface RestParameter extends ParameterStyle {
  readonly argument: string;
  /** As the service calls it. */
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  readonly schema: unknown;
  readonly description: unknown;
}

export interface ReadParametersOptions {
  readonly path: string;
  /** Of the path, and of the operation, which says it otherwise. */
  readonly said: readonly unknown[];
  /** Names that arguments cannot have. */
  readonly taken: Iterable<string>;
  /** Parameters that credentials stand for: `header x-api-key`. */
  readonly ours: ReadonlySet<string>;
  /** Told of an optional one that is left out. */
  readonly leftOut: (name: string, why: LocalText) => void;
}

/** OpenAPI 3.1 §4.8.12.2.1: parameters of these names are described elsewhere, and mean nothing. */
const NO_PARAMETERS = /^header (accept|content-type|authorization)$/;

/** Arguments that stand in the path and the query, or why the operation cannot be asked. */
export function readParameters(
  document: OpenApiDocument,
  { path, said, taken: reserved, ours, leftOut }: ReadParametersOptions,
): RestParameter[] | LocalText {
  const found = new Map<string, Part>();
  for (const one of said) {
    const { part, lost } = document.follow(one);
    if (lost !== null) return say('operation.lost', { reference: lost });
    const place = textOf(part.in);
    const name = textOf(part.name);
    if (name !== '') found.set(`${place} ${place === 'header' ? name.toLowerCase() : name}`, part);
  }
  const missing = [...path.matchAll(/\{([^}]*)\}/g)].find(([, name]) => !found.has(`path ${name}`));
  if (missing) return say('operation.no-parameter', { name: missing[0] });

  const parameters: RestParameter[] = [];
  const taken = new Set(reserved);
  for (const [id, part] of found) {
    if (NO_PARAMETERS.test(id) || ours.has(id)) continue;
    const [name, where] = [textOf(part.name), textOf(part.in)];
    const required = where === 'path' || part.required === true;
    if (where !== 'path' && where !== 'query') {
      const why = say('operation.of-caller', { name, place: where });
      if (required) return why;
      leftOut(name, say('parameter.of-caller', { place: where }));
      continue;
    }
    const style = parameterStyle(part, where, document);
    if ('zh' in style) {
      if (required) return say('operation.parameter', { name, why: style });
      leftOut(name, style);
      continue;
    }
    const argument = freeName(graphqlName(name), (candidate) => taken.has(candidate));
    taken.add(argument);
    const schema = part.schema ?? partOf(Object.values(partOf(part.content))[0]).schema ?? {};
    parameters.push({ argument, name, in: where, required, schema, description: part.description, ...style });
  }
  return parameters;
}

/** All parameters that are said of an operation. */
export const saidParameters = (item: Part, operation: Part): readonly unknown[] => [
  ...listOf(item.parameters),
  ...listOf(operation.parameters),
];
