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

const DEEPEST = 100;
const ENUM_VALUE = /^(?!__)(?!(?:true|false|null)$)[A-Za-z_]\w{0,79}$/;

export function schemaPart(schema: unknown, document: OpenApiDocument, depth = 0): SchemaPart {
  const { part, name } = flattened(schema, document, 0);
  const kind = kindOf(part);
  // A list of anything is anything.
  const isOfAny = kind === 'array' && (depth > DEEPEST || schemaPart(part.items, document, depth + 1).kind === 'any');
  return { part, name, kind: isOfAny ? 'any' : kind };
}

interface Flat {
  readonly part: Part;
  readonly name: string | null;
}

/** What is known of the parts of a document: one schema is one type, and is looked at once, however often it is referred to. */
interface Known {
  /** What was put into one, by what it was made of. */
  readonly flat: Map<Part, Flat>;
  /** Whether GraphQL can say it. */
  readonly plain: Map<Part, boolean>;
  /** References that lead to nothing. */
  readonly lost: Set<string>;
}

const known = new WeakMap<Part, Known>();

function knownOf({ root }: OpenApiDocument): Known {
  const found = known.get(root) ?? { flat: new Map(), plain: new Map(), lost: new Set<string>() };
  known.set(root, found);
  return found;
}

/** References of the schemas looked at so far that lead to nothing in the document: what they stand for counts as anything. */
export const lostReferences = (document: OpenApiDocument): readonly string[] => [...knownOf(document).lost];

/** Whether GraphQL can say what is sent: no part of it is anything, and all of its names are names. */
export function isPlainInput(schema: unknown, document: OpenApiDocument): boolean {
  const seen = new Set<Part>();
  const isPlain = isPlainIn(schema, document, seen);
  const { plain } = knownOf(document);
  // All that is within it was looked at, and nothing spoke against it.
  if (isPlain) for (const part of seen) plain.set(part, true);
  return isPlain;
}

/** `seen` grows: what is being looked at further up, or was, says nothing against whatever leads to it. One false makes all false that lead to it. */
function isPlainIn(schema: unknown, document: OpenApiDocument, seen: Set<Part>): boolean {
  const { part, kind } = schemaPart(schema, document);
  if (kind === 'any') return false;
  const { plain } = knownOf(document);
  const verdict = plain.get(part);
  if (verdict !== undefined || seen.has(part)) return verdict ?? true;
  seen.add(part);
  const properties = sentProperties(part);
  const isPlain =
    kind === 'array'
      ? isPlainIn(part.items, document, seen)
      : kind !== 'object' ||
        (properties.length > 0 &&
          properties.every(([name, property]) => graphqlName(name) === name && isPlainIn(property, document, seen)));
  if (!isPlain) plain.set(part, false);
  return isPlain;
}

/** What of an object a caller says. */
export const sentProperties = ({ properties }: Part): [string, unknown][] =>
  Object.entries(partOf(properties)).filter(([, property]) => partOf(property).readOnly !== true);

function flattened(schema: unknown, document: OpenApiDocument, depth: number): Flat {
  const { part, name, lost: to } = document.follow(schema);
  const { flat, lost } = knownOf(document);
  if (to !== null) lost.add(to);
  const there = flat.get(part);
  if (there) return { part: there.part, name: name ?? there.name };
  if (depth > DEEPEST) return { part: {}, name };
  const made = putTogether(part, document, depth);
  // Of what is made of itself, that which was put together further down is the one.
  const whole = flat.get(part) ?? made;
  flat.set(part, whole);
  return { part: whole.part, name: name ?? whole.name };
}

function putTogether(part: Part, document: OpenApiDocument, depth: number): Flat {
  const only = listOf(part.oneOf ?? part.anyOf).filter((choice) => document.follow(choice).part.type !== 'null');
  if (only.length === 1) return flattened(only[0], document, depth + 1);
  const members = listOf(part.allOf);
  if (members.length === 0) return { part, name: null };
  const parts = members.map((member) => flattened(member, document, depth + 1));
  const [first] = parts;
  if (first && parts.length === 1 && !isPart(part.properties)) return first;
  return { part: merged([...parts.map((member) => member.part), part]), name: null };
}

const merged = (parts: readonly Part[]): Part => ({
  ...Object.assign({}, ...parts.map(({ allOf: _, ...rest }) => rest)),
  properties: Object.assign({}, ...parts.map(({ properties }) => partOf(properties))),
  required: parts.flatMap(({ required }) => listOf(required)),
});

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
