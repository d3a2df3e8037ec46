import { isSensitivityLevel, StartError } from '@citygraph/contract';
import {
  type ConstDirectiveNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  Kind,
  type ObjectTypeDefinitionNode,
  parse,
  type TypeNode,
} from 'graphql';
import { say } from '../words.ts';
import type { City, CityEntity, PathStep } from './city.ts';

export interface CitySource {
  readonly name: string;
  readonly sdl: string;
}

/** Examples for arguments that must be given; each has a right check digit. */
const EXAMPLES: Readonly<Record<string, string>> = {
  ID: '"example-1"',
  DivisionCode: '"220104"',
  GTIN: '"06912345678902"',
  USCC: '"91350100M000100Y43"',
  RealEstateUnitCode: '"220104001001GB00001F00010001"',
};
const LONGEST_PATH = 4;

/** Reads the city's schemas: which entities may be extended, by which key, and how a query comes to them. */
export function describeCity(sources: readonly CitySource[]): City {
  const objects = sources.flatMap(({ name, sdl }) => objectsOf(name, sdl));
  const fields = fieldsByType(objects);
  const entities = objects
    .filter((object) => has(object, 'extensible') && has(object, 'key'))
    .map((object) => entityOf(object, fields))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  return {
    subgraphs: sources.map(({ name }) => name).sort(),
    entities,
    types: [...fields.keys()].sort(),
    fields: [...new Set([...fields.values()].flatMap((own) => [...own.keys()]))].sort(),
  };
}

function objectsOf(name: string, sdl: string): ObjectTypeDefinitionNode[] {
  try {
    return parse(sdl, { noLocation: true }).definitions.filter(
      (definition) => definition.kind === Kind.OBJECT_TYPE_DEFINITION,
    );
  } catch (error) {
    throw new StartError(
      say('city.no-graphql', { name, said: error instanceof Error ? error.message : String(error) }),
    );
  }
}

type Fields = ReadonlyMap<string, ReadonlyMap<string, FieldDefinitionNode>>;

function fieldsByType(objects: readonly ObjectTypeDefinitionNode[]): Fields {
  const types = new Map<string, Map<string, FieldDefinitionNode>>();
  for (const { name, fields = [] } of objects) {
    const own = types.get(name.value) ?? new Map<string, FieldDefinitionNode>();
    for (const field of fields) own.set(field.name.value, field);
    types.set(name.value, own);
  }
  return types;
}

function entityOf(object: ObjectTypeDefinitionNode, fields: Fields): CityEntity {
  const name = object.name.value;
  const key = argumentOf(directive(object, 'key'), 'fields') ?? '';
  const field = object.fields?.find((candidate) => candidate.name.value === key);
  if (!field) throw new StartError(say('city.no-single-key', { key, name }));
  const level = levelOf(field) ?? levelOf(object) ?? 'S4';
  const { path, isPersonal } = pathTo(name, fields);
  return {
    name,
    description: object.description?.value.trim() ?? '',
    key,
    keyType: namedType(field.type),
    keyClass: has(object, 'pairwise') ? 'S3' : level === 'S1' || level === 'I' ? null : level,
    path,
    isPersonal,
  };
}

interface Found {
  readonly type: string;
  readonly path: readonly PathStep[];
  readonly isPersonal: boolean;
}

/** Breadth first: public ways before personal ones, short before long. */
function pathTo(name: string, fields: Fields): Found {
  for (const isPersonalAllowed of [false, true]) {
    let edge: Found[] = [{ type: 'Query', path: [], isPersonal: false }];
    const seen = new Set(['Query']);
    for (let length = 0; length < LONGEST_PATH; length += 1) {
      edge = edge.flatMap((from) => stepsFrom(from, fields, isPersonalAllowed)).filter(({ type }) => !seen.has(type));
      const found = edge.find(({ type }) => type === name);
      if (found) return found;
      for (const { type } of edge) seen.add(type);
    }
  }
  return { type: name, path: [], isPersonal: false };
}

function stepsFrom({ type, path, isPersonal }: Found, fields: Fields, isPersonalAllowed: boolean): Found[] {
  return [...(fields.get(type)?.values() ?? [])].flatMap((field) => {
    const argument = argumentsFor(field.arguments ?? []);
    const isSecret = ['S3', 'S4', 'I'].includes(levelOf(field) ?? 'S1') || has(field, 'purpose');
    if (argument === null || (isSecret && !isPersonalAllowed)) return [];
    const step = { field: field.name.value, argument };
    return [{ type: namedType(field.type), path: [...path, step], isPersonal: isPersonal || isSecret }];
  });
}

/** What must be said, or null where we know no example. */
function argumentsFor(list: readonly InputValueDefinitionNode[]): string | null {
  const needed = list.filter(({ type, defaultValue }) => type.kind === Kind.NON_NULL_TYPE && !defaultValue);
  const said = needed.map(({ name, type }) => {
    const example = EXAMPLES[namedType(type)];
    return example === undefined ? null : `${name.value}: ${example}`;
  });
  return said.includes(null) ? null : said.join(', ');
}

interface Directed {
  readonly directives?: readonly ConstDirectiveNode[] | undefined;
}

const directive = ({ directives = [] }: Directed, name: string): ConstDirectiveNode | undefined =>
  directives.find((candidate) => candidate.name.value === name);
const has = (node: Directed, name: string): boolean => directive(node, name) !== undefined;

function argumentOf(node: ConstDirectiveNode | undefined, name: string): string | undefined {
  const value = node?.arguments?.find((argument) => argument.name.value === name)?.value;
  return value?.kind === Kind.STRING ? value.value : undefined;
}

function levelOf(node: Directed) {
  const level = argumentOf(directive(node, 'sensitivity'), 'level');
  return isSensitivityLevel(level) ? level : undefined;
}

const namedType = (type: TypeNode): string => (type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type));
