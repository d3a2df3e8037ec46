import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  type DocumentNode,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  graphql,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionSetNode,
  validate,
} from 'graphql';
import type { SubgraphReply } from '../execution/engine.ts';

/**
 * What a subgraph knows: `Query` and `Mutation` are objects, an entity type is a list of objects. A value may be
 * `{"$error": "…"}`, `{"$args": [{"given": {…}, "value": …}]}` (the first whose arguments are given), or `{"$made": "{price} of {name}"}`,
 * made of what the representation brought.
 */
export type SubgraphData = Readonly<Record<string, Entity | readonly Entity[]>>;

type Entity = Readonly<Record<string, unknown>>;

const BROUGHT = Symbol('what the representation brought');

type Source = Entity & { readonly [BROUGHT]?: Entity };

/** A subgraph that answers from data, and complains of whatever a planner must not do. */
export function subgraphOverData(sdl: string, data: SubgraphData): (body: string) => Promise<SubgraphReply> {
  const typeDefs = parse(sdl);
  const schema = schemaOver(typeDefs, data);
  return async (body) => {
    const { query, variables } = JSON.parse(body) as { query: string; variables: Record<string, unknown> };
    const document = parse(query);
    const wrong = validate(schema, document);
    if (wrong.length > 0)
      throw new Error(`A subgraph cannot read ${query}: ${wrong.map(({ message }) => message).join('; ')}`);
    const result = await graphql({
      schema,
      source: query,
      variableValues: variables,
      rootValue: data[rootOf(document)] ?? {},
      fieldResolver,
      typeResolver: ({ __typename }: { __typename: string }) => __typename,
    });
    return {
      data: JSON.parse(JSON.stringify(result.data ?? null)) as SubgraphReply['data'],
      errors: (result.errors ?? []).map(({ message, path }) => ({ message, code: 'CONFLICT', path: path ?? null })),
      bytes: 0,
      isShared: false,
    };
  };
}

function schemaOver(typeDefs: DocumentNode, data: SubgraphData): GraphQLSchema {
  const resolvers: Record<string, { __resolveReference: (representation: Entity) => unknown }> = {};
  const keys = new Map<string, Key[]>();
  for (const definition of typeDefs.definitions) {
    if (!('name' in definition) || !definition.name || !('directives' in definition)) continue;
    const own = (definition.directives ?? []).flatMap(({ name, arguments: list }): Key[] => {
      if (name.value !== 'key') return [];
      const fields = list?.find((argument) => argument.name.value === 'fields')?.value;
      const resolvable = list?.find((argument) => argument.name.value === 'resolvable')?.value;
      const text = fields?.kind === Kind.STRING ? fields.value : '';
      return [{ fields: selectionOf(text), isResolvable: !(resolvable?.kind === Kind.BOOLEAN && !resolvable.value) }];
    });
    if (own.length > 0) keys.set(definition.name.value, [...(keys.get(definition.name.value) ?? []), ...own]);
  }
  for (const [name, known] of keys) {
    resolvers[name] = { __resolveReference: (representation) => resolved(name, known, representation, data) };
  }
  return buildSubgraphSchema([{ typeDefs, resolvers }] as unknown as Parameters<typeof buildSubgraphSchema>[0]);
}

interface Key {
  readonly fields: SelectionSetNode;
  readonly isResolvable: boolean;
}

function resolved(name: string, keys: readonly Key[], representation: Entity, data: SubgraphData): Source | null {
  const usable = keys.filter(({ fields, isResolvable }) => isResolvable && holds(representation, fields));
  if (usable.length === 0) {
    throw new Error(`${name} was asked for by no key that can be resolved: ${JSON.stringify(representation)}`);
  }
  const entities = data[name];
  const found = (Array.isArray(entities) ? (entities as readonly Entity[]) : []).find((entity) =>
    usable.some(({ fields }) => agree(entity, representation, fields)),
  );
  return found ? { __typename: name, ...found, [BROUGHT]: representation } : null;
}

function fieldsOf({ selections }: SelectionSetNode) {
  return selections.flatMap((selection) => (selection.kind === Kind.FIELD ? [selection] : []));
}

function holds(value: unknown, fields: SelectionSetNode): boolean {
  if (Array.isArray(value)) return value.every((element) => holds(element, fields));
  if (typeof value !== 'object' || value === null) return false;
  return fieldsOf(fields).every(({ name, selectionSet }) => {
    const inner = (value as Entity)[name.value];
    return inner !== undefined && (!selectionSet || inner === null || holds(inner, selectionSet));
  });
}

function agree(one: unknown, other: unknown, fields: SelectionSetNode): boolean {
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((element, index) => agree(element, other[index], fields));
  }
  if (typeof one !== 'object' || one === null || typeof other !== 'object' || other === null) return one === other;
  return fieldsOf(fields).every(({ name, selectionSet }) => {
    const [left, right] = [(one as Entity)[name.value], (other as Entity)[name.value]];
    return selectionSet ? agree(left, right, selectionSet) : JSON.stringify(left) === JSON.stringify(right);
  });
}

const fieldResolver: GraphQLFieldResolver<Source, unknown> = (source, given, _, { fieldName }) => {
  const value = source[fieldName] ?? source[BROUGHT]?.[fieldName];
  return worth(value, given, source[BROUGHT] ?? {});
};

function worth(value: unknown, given: Record<string, unknown>, brought: Entity): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value ?? null;
  const { $error, $args, $made } = value as {
    $error?: string;
    $args?: { given: Entity; value: unknown }[];
    $made?: string;
  };
  if ($error !== undefined) throw new Error($error);
  if ($made !== undefined) return $made.replace(/\{([\w.]+)\}/g, (_, path: string) => spelled(brought, path));
  if ($args === undefined) return value;
  const fits = (entry: { given: Entity }) =>
    Object.entries(entry.given).every(([name, wanted]) => JSON.stringify(given[name]) === JSON.stringify(wanted));
  return worth($args.find(fits)?.value, given, brought);
}

function spelled(brought: Entity, path: string): string {
  const at = (value: unknown, keys: readonly string[]): unknown => {
    if (Array.isArray(value)) return value.map((element) => at(element, keys)).join('+');
    const [key, ...rest] = keys;
    if (key === undefined) return value;
    return at((value as Entity | null | undefined)?.[key], rest);
  };
  const value = at(brought, path.split('.'));
  if (value === undefined) throw new Error(`${path} was required and did not come.`);
  return String(value);
}

function selectionOf(fields: string): SelectionSetNode {
  return operationOf(parse(`{${fields}}`, { noLocation: true })).selectionSet;
}

function rootOf(document: DocumentNode): string {
  return operationOf(document).operation === 'mutation' ? 'Mutation' : 'Query';
}

function operationOf(document: DocumentNode): OperationDefinitionNode {
  const operation = document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  if (!operation) throw new Error('There is no operation in the document.');
  return operation;
}
