import { hash } from 'node:crypto';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { CityGraphError } from '@citygraph/contract';
import {
  type DocumentNode,
  execute,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
  validate,
} from 'graphql';
import type { Dispatch, SubgraphReply } from '../execution/engine.ts';

/** What goes wrong, as a function of a field's own number, so that every engine meets the same faults. */
export type Fault = 'none' | 'null' | 'error';
export type Faults = (number: number) => Fault;

export interface MockSubgraph {
  readonly name: string;
  readonly sdl: string;
}

export interface MockWorld {
  dispatch(faults: Faults): Dispatch;
  /** Requests since the world was made, by subgraph. */
  readonly asked: string[];
}

type Source = Record<string, unknown> & { readonly __typename: string; readonly seed: string };

/**
 * Subgraphs without data: every value follows from the type, the entity's key, the field and its arguments, so that all subgraphs say the
 * same of the same entity. Fields that a representation brings are taken from it.
 */
export function mockWorld(subgraphs: readonly MockSubgraph[]): MockWorld {
  const served = new Map(
    subgraphs.map(({ name, sdl }) => {
      const schema = subgraphSchema(sdl);
      return [name, { schema, read: readOnce(name, schema) }];
    }),
  );
  const asked: string[] = [];
  return {
    asked,
    dispatch:
      (faults) =>
      async (subgraph, { body }) => {
        const found = served.get(subgraph);
        if (!found) throw new Error(`There is no subgraph ${subgraph}.`);
        asked.push(subgraph);
        const { query, variables } = JSON.parse(body) as { query: string; variables: Record<string, unknown> };
        return answered(found.schema, found.read(query), variables, faults);
      },
  };
}

const DOCUMENTS_KEPT = 5_000;

/** Parsed and validated once a text: the same fetch comes under many sets of faults. */
function readOnce(subgraph: string, schema: GraphQLSchema): (query: string) => DocumentNode {
  const documents = new Map<string, DocumentNode>();
  return (query) => {
    const known = documents.get(query);
    if (known) return known;
    const document = parse(query);
    const wrong = validate(schema, document);
    if (wrong.length > 0) throw new Error(`${subgraph} cannot read ${query}: ${wrong.map(String).join('; ')}`);
    if (documents.size >= DOCUMENTS_KEPT) documents.clear();
    documents.set(query, document);
    return document;
  };
}

async function answered(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Record<string, unknown>,
  faults: Faults,
): Promise<SubgraphReply> {
  const { data, errors = [] } = await execute({
    schema,
    document,
    variableValues: variables,
    rootValue: { __typename: 'Query', seed: '' },
    contextValue: faults,
    fieldResolver,
    typeResolver: ({ __typename }: Source) => __typename,
  });
  return {
    // As it would come from the wire.
    data: JSON.parse(JSON.stringify(data ?? null)) as Record<string, unknown> | null,
    errors: errors.map(({ message, path, originalError }) => ({
      message,
      code: originalError instanceof CityGraphError ? originalError.code : 'INTERNAL_ERROR',
      path: path ?? null,
    })),
    bytes: 0,
    isShared: false,
  };
}

function subgraphSchema(sdl: string): GraphQLSchema {
  const typeDefs = parse(sdl);
  const plain = buildSubgraphSchema([{ typeDefs }] as Parameters<typeof buildSubgraphSchema>[0]);
  const references = Object.values(plain.getTypeMap()).filter((type) => isObjectType(type));
  const resolvers = Object.fromEntries(
    references
      .filter(({ name }) => !name.startsWith('_') && !['Query', 'Mutation'].includes(name))
      .map(({ name }) => [
        name,
        {
          __resolveReference: (representation: Source) => ({
            ...representation,
            __typename: name,
            seed: seedOf(name, representation.id),
          }),
        },
      ]),
  );
  return buildSubgraphSchema([{ typeDefs, resolvers }] as Parameters<typeof buildSubgraphSchema>[0]);
}

const seedOf = (type: string, id: unknown): string => `${type}:${String(id)}`;

const fieldResolver: GraphQLFieldResolver<Source, Faults> = (
  source,
  args,
  faults,
  { fieldName, parentType, returnType, schema },
) => {
  const given = source[fieldName];
  if (given !== undefined && fieldName !== '__typename') return given;
  // An interface object is one entity whatever it is called.
  const text = `${source.seed || parentType.name}.${fieldName}${JSON.stringify(args)}`;
  const fault = faults(numberOf(text, 1_000_000));
  if (fault === 'error') throw new CityGraphError('CONFLICT', `${fieldName} failed.`);
  if (fault === 'null') return null;
  return made(returnType, text, schema);
};

/** A value of a type; nullable places are null now and then. */
function made(type: GraphQLOutputType, text: string, schema: GraphQLSchema): unknown {
  if (isNonNullType(type)) return madeNullable(type.ofType, text, schema);
  return numberOf(`${text}?`, 9) === 0 ? null : madeNullable(type, text, schema);
}

function madeNullable(type: GraphQLOutputType, text: string, schema: GraphQLSchema): unknown {
  if (isListType(type)) {
    return Array.from({ length: numberOf(`${text}#`, 4) }, (_, index) => made(type.ofType, `${text}/${index}`, schema));
  }
  if (isAbstractType(type)) {
    const possible = schema
      .getPossibleTypes(type)
      .map(({ name }) => name)
      .sort();
    return objectOf(possible[numberOf(`${text}@`, possible.length)] ?? '', text, schema);
  }
  if (isObjectType(type)) return objectOf(type.name, text, schema);
  if (isEnumType(type)) {
    const values = type
      .getValues()
      .map(({ name }) => name)
      .sort();
    return values[numberOf(text, values.length)];
  }
  const name = 'name' in type ? type.name : '';
  if (name === 'Int') return numberOf(text, 1_000);
  if (name === 'Float') return numberOf(text, 1_000) / 4;
  if (name === 'Boolean') return numberOf(text, 2) === 0;
  return `${name} ${numberOf(text, 10_000)}`;
}

/** Entities are few, so that several places speak of the same one. */
function objectOf(name: string, text: string, schema: GraphQLSchema): Source {
  const type = schema.getType(name);
  const isEntity = isObjectType(type) && 'id' in type.getFields();
  if (!isEntity) return { __typename: name, seed: text };
  const id = `${name.toLowerCase()}_${numberOf(text, 5)}`;
  return { __typename: name, id, seed: seedOf(name, id) };
}

/** A number below `limit` that a text stands for. */
export function numberOf(text: string, limit: number): number {
  return Number.parseInt(hash('sha1', text, 'hex').slice(0, 8), 16) % limit;
}
