import { isPart, listOf, type OpenApiDocument, type Part, partOf, textOf } from './document.ts';
import { graphqlName } from './graphql-names.ts';

export type Kind =
  | 'object'
  | 'array'
  | 'enum'
  | 'string'
  | 'date'
  | 'date-time'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'any';

/** A schema with what it refers to and what it is made of (`allOf`) put into one. */
export interface SchemaPart {
  readonly part: Part;
  readonly name: string | null;
  readonly kind: Kind;
}

const DEEPEST = 20;
const ENUM_VALUE = /^(?!__)(?!(?:true|false|null)$)[A-Za-z_]\w{0,79}$/;

export function schemaPart(schema: unknown, document: OpenApiDocument, depth = 0): SchemaPart {
  const { part, name } = flattened(schema, document, 0);
  const kind = kindOf(part);
  // A list of anything is anything.
  const isOfAny = kind === 'array' && (depth > DEEPEST || schemaPart(part.items, document, depth + 1).kind === 'any');
  return { part, name, kind: isOfAny ? 'any' : kind };
}

/** Whether GraphQL can say what is sent: no part of it is anything, and all of its names are names. */
export function isPlainInput(schema: unknown, document: OpenApiDocument, seen: ReadonlySet<Part> = new Set()): boolean {
  const { part, kind } = schemaPart(schema, document);
  if (kind === 'any') return false;
  if (seen.has(part)) return true;
  const within = new Set([...seen, part]);
  if (kind === 'array') return isPlainInput(part.items, document, within);
  if (kind !== 'object') return true;
  const properties = sentProperties(part);
  return (
    properties.length > 0 &&
    properties.every(([name, property]) => graphqlName(name) === name && isPlainInput(property, document, within))
  );
}

/** What of an object a caller says. */
export const sentProperties = ({ properties }: Part): [string, unknown][] =>
  Object.entries(partOf(properties)).filter(([, property]) => partOf(property).readOnly !== true);

function flattened(schema: unknown, document: OpenApiDocument, depth: number): { part: Part; name: string | null } {
  const { part, name } = document.follow(schema);
  if (depth > DEEPEST) return { part: {}, name };
  const only = listOf(part.oneOf ?? part.anyOf).filter((choice) => document.follow(choice).part.type !== 'null');
  if (only.length === 1) {
    const one = flattened(only[0], document, depth + 1);
    return { part: one.part, name: name ?? one.name };
  }
  const members = listOf(part.allOf);
  if (members.length === 0) return { part, name };
  const parts = members.map((member) => flattened(member, document, depth + 1));
  if (parts.length === 1 && !isPart(part.properties))
    return { part: parts[0]?.part ?? {}, name: name ?? parts[0]?.name ?? null };
  return { part: memoised(part, [...parts.map((member) => member.part), part]), name };
}

/** One schema is one type, however often it is referred to. */
const merged = new WeakMap<Part, Part>();

function memoised(owner: Part, parts: readonly Part[]): Part {
  const known = merged.get(owner);
  if (known) return known;
  const made: Part = {
    ...Object.assign({}, ...parts.map(({ allOf: _, ...rest }) => rest)),
    properties: Object.assign({}, ...parts.map(({ properties }) => partOf(properties))),
    required: parts.flatMap(({ required }) => listOf(required)),
  };
  merged.set(owner, made);
  return made;
}

function kindOf(part: Part): Kind {
  const types = listOf(Array.isArray(part.type) ? part.type : [part.type]).filter((type) => type !== 'null');
  const type = types.length === 1 ? textOf(types[0]) : '';
  const values = listOf(part.enum).filter((value) => value !== null);
  if (values.length > 0 && values.every((value) => typeof value === 'string' && ENUM_VALUE.test(value))) {
    return new Set(values).size === values.length ? 'enum' : 'string';
  }
  if (type === 'array' || isPart(part.items)) return 'array';
  if (Object.keys(partOf(part.properties)).length > 0) return 'object';
  if (type === 'string') return part.format === 'date' || part.format === 'date-time' ? part.format : 'string';
  if (type === 'integer') return isWide(part) ? 'number' : 'integer';
  return type === 'number' || type === 'boolean' ? type : 'any';
}

/** GraphQL's Int has 32 bits; a Float is exact to 53. */
const isWide = ({ format, maximum }: Part): boolean =>
  format === 'int64' || (typeof maximum === 'number' && maximum > 2_147_483_647);
