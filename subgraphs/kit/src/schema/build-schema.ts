import 'reflect-metadata';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { CityGraphError, departmentSchemaHead } from '@citygraph/contract';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import { type DocumentNode, type GraphQLSchema, parse } from 'graphql';
import { buildSchema as buildTypeGraphQLSchema, createResolversMap, type NonEmptyArray } from 'type-graphql';
import type { Subgraph } from '../subgraph.ts';
import { restoreArgumentOrder } from './argument-order.ts';
import { labelFaults } from './check-labels.ts';
import { guardFields } from './guard-fields.ts';
import { isRefusable, readLabels, type TypeLabel } from './labels.ts';
import { assertNoNul, refuseNulInArguments } from './refuse-nul.ts';
import { tellRefusals } from './tell-refusals.ts';

/** A department that is not built as departments must be; the message lists every fault by coordinate. */
export class SchemaFault extends Error {
  override name = 'SchemaFault';
}

/** The executable schema of a department, every labelled field guarded. */
export async function buildSchema(subgraph: Subgraph): Promise<GraphQLSchema> {
  const { document, resolverMap } = await describe(subgraph);
  const schema = buildSubgraphSchema([{ typeDefs: document, resolvers: resolverMap as never }]);
  refuseNulInArguments(schema);
  guardFields(schema, readLabels(document), subgraph.access);
  if (subgraph.refused) tellRefusals(schema, subgraph.refused);
  return schema;
}

/** The SDL that is committed as `schema.graphql`. */
export async function printSubgraph(subgraph: Subgraph): Promise<string> {
  return `${(await describe(subgraph)).text}\n`;
}

async function describe(subgraph: Subgraph): Promise<{
  text: string;
  document: DocumentNode;
  resolverMap: Record<string, unknown>;
}> {
  restoreArgumentOrder();
  const inner = await buildTypeGraphQLSchema({
    resolvers: [...subgraph.resolvers] as unknown as NonEmptyArray<never>,
    orphanedTypes: [...subgraph.orphanedTypes] as never[],
    validate: false,
    // Directives are checked by composition, on the SDL.
    skipCheck: true,
  });
  const printed = printSchemaWithDirectives(inner)
    .replace(/^schema \{[^}]*\}\s*/m, '')
    .trim();
  const text = `${departmentSchemaHead()}\n${printed}`;
  const document = parse(text);
  const labels = readLabels(document);
  const faults = labelFaults(labels, subgraph);
  if (faults.length > 0) throw new SchemaFault(`${subgraph.name} cannot be built:\n  ${faults.join('\n  ')}`);
  return { text, document, resolverMap: withReferences(createResolversMap(inner), subgraph, labels) };
}

function withReferences(
  map: ReturnType<typeof createResolversMap>,
  { name, references }: Subgraph,
  labels: ReadonlyMap<string, TypeLabel>,
): Record<string, unknown> {
  const resolvers: Record<string, unknown> = { ...map };
  for (const [type, resolve] of Object.entries(references)) {
    const __resolveReference = async (...args: Parameters<typeof resolve>): Promise<unknown> => {
      assertNoNul(args[0], type);
      const found = await resolve(...args);
      if (found != null && typeof found !== 'object') {
        throw new CityGraphError('INTERNAL_ERROR', `${name} resolved a ${type} to no object.`);
      }
      // Of what may be refused throughout, an unknown one is nobody's: the rules refuse it as they refuse another's.
      return found ?? (isRefusableThroughout(labels.get(type)) ? keyOf(args[0]) : null);
    };
    resolvers[type] = { ...(resolvers[type] as object | undefined), __resolveReference };
  }
  return resolvers;
}

const isRefusableThroughout = (type: TypeLabel | undefined): boolean =>
  type !== undefined && !type.foreign && [...type.fields.values()].every((field) => field.key || isRefusable(field));

const keyOf = ({ __typename: _, ...key }: Record<string, unknown>): Record<string, unknown> => key;
