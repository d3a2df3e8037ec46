import type { LocalText } from '@citygraph/contract';
import {
  type FieldNode,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionNode,
} from 'graphql';
import { say } from '../words.ts';
import { type Finding, findingOf } from './finding.ts';
import { hubScalars } from './hub-scalars.ts';

type Path = readonly (string | number)[];

/** So many are told of one reply. */
const MOST = 10;

/**
 * What is wrong with the data of a plugin's reply, held against what it was asked for: each value that the hub's firewall puts null for, with the value.
 * @param body JSON of the request, as it was sent
 * @param reply JSON of the reply, as it came
 */
export function explainReply(schema: GraphQLSchema, body: string, reply: string): Finding[] {
  const findings: Finding[] = [];
  const { query, variables = {} } = JSON.parse(body) as { query: string; variables?: Record<string, unknown> };
  const { data } = JSON.parse(reply) as { data?: unknown };
  if (!isObject(data)) return [];
  const operation = parse(query).definitions.find(
    (definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION,
  );
  const root = operation && schema.getRootType(operation.operation);
  if (!operation || !root) return [];
  const flaw = (path: Path, message: LocalText, fix: LocalText): void => {
    if (findings.length < MOST) findings.push(findingOf('PLUGIN_INVALID_REPLY', message, fix, path));
  };

  const selection = (type: GraphQLNamedType, nodes: readonly SelectionNode[], value: unknown, path: Path): void => {
    if (!isObject(value)) {
      flaw(path, say('value.no-object', { value: shown(value), type: type.name }), say('answer.object'));
      return;
    }
    for (const node of nodes) {
      if (node.kind === Kind.INLINE_FRAGMENT) {
        const condition = node.typeCondition?.name.value ?? type.name;
        if (condition === type.name || isMember(condition, type)) {
          selection(type, node.selectionSet.selections, value, path);
        }
      } else if (node.kind === Kind.FIELD && isObjectType(type)) field(type.name, node, value, path);
    }
  };
  const isMember = (condition: string, type: GraphQLNamedType): boolean => {
    const abstract = schema.getType(condition);
    return isAbstractType(abstract) && isObjectType(type) && schema.isSubType(abstract, type);
  };
  const field = (type: string, node: FieldNode, object: Record<string, unknown>, path: Path): void => {
    const name = node.name.value;
    const owner = schema.getType(type);
    const declared = isObjectType(owner) ? owner.getFields()[name]?.type : undefined;
    if (!declared) return;
    const key = node.alias?.value ?? name;
    const given = Object.hasOwn(object, key) ? object[key] : undefined;
    if (name === '_entities') entities(node, given, [...path, key]);
    else judge(`${type}.${name}`, declared, node, given ?? null, [...path, key]);
  };
  const entities = (node: FieldNode, given: unknown, path: Path): void => {
    const argument = node.arguments?.find((one) => one.name.value === 'representations')?.value;
    const asked = argument?.kind === Kind.VARIABLE ? variables[argument.name.value] : null;
    const list: readonly unknown[] = Array.isArray(asked) ? asked : [];
    if (given === null || given === undefined) return;
    if (!Array.isArray(given) || given.length !== list.length) {
      const had = Array.isArray(given) ? say('entities.had', { count: given.length }) : shown(given);
      flaw(path, say('entities.count', { had, wanted: list.length }), say('answer.one-each'));
      return;
    }
    given.forEach((entity: unknown, at) => {
      const reference = list[at];
      const typename = isObject(reference) ? String(reference.__typename) : '';
      const type = schema.getType(typename);
      if (entity !== null && type) selection(type, node.selectionSet?.selections ?? [], entity, [...path, at]);
    });
  };
  const judge = (coordinate: string, type: GraphQLOutputType, node: FieldNode, value: unknown, path: Path): void => {
    if (isNonNullType(type)) {
      if (value === null) {
        flaw(path, say('value.null', { coordinate, type: String(type) }), say('answer.value'));
      } else judge(coordinate, type.ofType, node, value, path);
    } else if (value === null) {
      // Whatever is not known may be null.
    } else if (isListType(type)) {
      if (Array.isArray(value)) {
        for (const [at, one] of value.entries()) judge(coordinate, type.ofType, node, one ?? null, [...path, at]);
      } else
        flaw(path, say('value.other', { coordinate, value: shown(value), type: String(type) }), say('answer.list'));
    } else if (isLeafType(type)) {
      if (fits(type, value)) return;
      const had = { coordinate, value: shown(value), type: type.name };
      const names = isEnumType(type) ? type.getValues().map(({ name }) => name) : null;
      const message =
        names === null ? say('value.other', had) : say('value.of-enum', { ...had, values: names.join(', ') });
      flaw(path, message, say('answer.taken', { type: type.name }));
    } else {
      const said = isObject(value) ? value.__typename : undefined;
      const concrete = isAbstractType(type) ? schema.getType(String(said)) : getNamedType(type);
      if (!concrete || !isObjectType(concrete) || (isAbstractType(type) && !schema.isSubType(type, concrete))) {
        const had = { coordinate, value: shown(said), type: type.name };
        flaw(path, say('value.other-object', had), say('answer.typename'));
      } else selection(concrete, node.selectionSet?.selections ?? [], value, path);
    }
  };
  selection(root, operation.selectionSet.selections, data, []);
  return findings;
}

function fits(type: GraphQLOutputType, value: unknown): boolean {
  const named = getNamedType(type);
  if (isEnumType(named)) return typeof value === 'string' && named.getValue(value) !== undefined;
  switch (named.name) {
    case 'Int':
      return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= 2 ** 31;
    case 'Float':
      return typeof value === 'number' && Number.isFinite(value);
    case 'String':
      return typeof value === 'string';
    case 'Boolean':
      return typeof value === 'boolean';
    case 'ID':
      return typeof value === 'string' || Number.isInteger(value);
  }
  const scalar = hubScalars.get(named.name);
  if (!scalar) return typeof value !== 'object';
  try {
    scalar.parseValue(value);
    return true;
  } catch {
    return false;
  }
}

const LONGEST = 80;

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
