import { buildSubgraphSchema } from '@apollo/subgraph';
import { departmentSchemaHead } from '@citygraph/contract';
import { type GraphQLSchema, parse, specifiedScalarTypes } from 'graphql';
import type { FuzzTarget } from './fuzz-targets.ts';

export type FuzzKey = Readonly<Record<string, string | number>>;

/** A department that leads to whatever entities it is told to, so that the hub asks the plugin about them. */
export interface FuzzDepartment {
  readonly name: string;
  readonly sdl: string;
  readonly schema: GraphQLSchema;
  /** The entities of the next question, by type. */
  show(type: string, keys: readonly FuzzKey[]): void;
}

/** No subgraph of a city is called so. */
const NAME = 'citygraph-fuzz';

export const rootFieldOf = (type: string): string => `citygraphFuzz${type}`;

export function fuzzDepartment(targets: readonly FuzzTarget[]): FuzzDepartment {
  const specified = new Set(specifiedScalarTypes.map(({ name }) => name));
  const scalars = new Set(
    targets.flatMap(({ key }) => key.map(({ type }) => type)).filter((type) => !specified.has(type)),
  );
  const sdl = [
    departmentSchemaHead(),
    'type Query {',
    ...targets.map(({ type }) => `  ${rootFieldOf(type)}: [${type}] @sensitivity(level: "S1")`),
    '}',
    ...[...scalars].map((name) => `scalar ${name}`),
    ...targets.map(
      ({ type, key }) =>
        `type ${type} @key(fields: "${key.map(({ name }) => name).join(' ')}", resolvable: false) { ${key.map((field) => `${field.name}: ${field.type}!`).join(' ')} }`,
    ),
  ].join('\n');
  const shown = new Map<string, readonly FuzzKey[]>();
  const Query = Object.fromEntries(targets.map(({ type }) => [rootFieldOf(type), () => shown.get(type) ?? []]));
  return {
    name: NAME,
    sdl,
    schema: buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: { Query } }]),
    show: (type, keys) => void shown.set(type, keys),
  };
}
