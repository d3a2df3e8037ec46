import { buildSubgraphSchema } from '@apollo/subgraph';
import { publishedSdl } from '@citygraph/contract';
import {
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isObjectType,
  parse,
} from 'graphql';
import type { CitySchema } from '../city/city-schema.ts';
import { type CityTypes, cityTypes } from '../fixtures/city-types.ts';
import { commentOf, typeText } from './type-text.ts';

/** The document whose types are wanted, and the city that it joins. */
export interface EntityTypesOptions {
  /** The plugin's schema document, with or without links. */
  readonly sdl: string;
  /** The city that it joins. */
  readonly city: CitySchema;
}

const HEAD = `// Generated from the plugin's schema and the city's: it is written anew by \`citygraph schema fetch --types\`.
import type { PluginCaller } from '@citygraph/plugin-sdk';
import type { GraphQLResolveInfo } from 'graphql';

export type Awaitable<T> = T | Promise<T>;`;

/**
 * TypeScript for a plugin's resolvers: its types, the references by which the hub asks about entities, and `Resolvers` and `References` with arguments and
 * results: `{ … } satisfies Resolvers`.
 * @throws GraphQLError when the document is none
 */
export function generateEntityTypes({ sdl, city }: EntityTypesOptions): string {
  const { sdl: published } = publishedSdl(sdl);
  const schema = buildSubgraphSchema([{ typeDefs: parse(published) }]);
  const keys = cityTypes([{ sdl: published }]);
  const shared = cityTypes(city.subgraphs);
  const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('_') && !name.includes('__'));
  const own = types.filter((type) => isObjectType(type));
  return `${[
    HEAD,
    ...types.flatMap((type) => declarationOf(type, schema)),
    ...own.filter(({ name }) => keys.keyOf(name) !== null).map((type) => referenceOf(type, keys, shared)),
    resolversOf(own, keys),
    referencesOf(own.filter(({ name }) => keys.keyOf(name) !== null)),
  ].join('\n\n')}\n`;
}

const ROOTS = new Set(['Query', 'Mutation', 'Subscription']);

function declarationOf(type: GraphQLNamedType, schema: GraphQLSchema): string | [] {
  const comment = commentOf(type.description);
  if (isEnumType(type)) {
    return `${comment}export type ${type.name} = ${type
      .getValues()
      .map(({ name }) => `'${name}'`)
      .join(' | ')};`;
  }
  if (isAbstractType(type)) {
    const members = schema.getPossibleTypes(type).map(({ name }) => `(${name} & { readonly __typename: '${name}' })`);
    return `${comment}export type ${type.name} = ${members.join(' | ') || 'never'};`;
  }
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).map(({ name, type: of, description }) => {
      const text = typeText(of);
      return `${commentOf(description, '  ')}  readonly ${name}${text.endsWith('| null') ? '?' : ''}: ${text};`;
    });
    return `${comment}export interface ${type.name} {\n${fields.join('\n')}\n}`;
  }
  if (!isObjectType(type) || ROOTS.has(type.name)) return [];
  // What a field's own resolver makes need not be there.
  const fields = Object.values(type.getFields()).map(
    ({ name, type: of, description }) => `${commentOf(description, '  ')}  readonly ${name}?: ${typeText(of)};`,
  );
  return `${comment}export interface ${type.name} {\n${fields.join('\n')}\n}`;
}

/** The key, and what the city adds where the plugin requires it. */
function referenceOf(type: GraphQLObjectType, keys: CityTypes, shared: CityTypes): string {
  const key = new Set(keys.keyOf(type.name));
  const fields = Object.values(type.getFields()).flatMap(({ name, type: of }) => {
    if (key.has(name)) return `  readonly ${name}: ${typeText(of)};`;
    const isOthers = shared.fieldType(type.name, name) !== null;
    return isOthers ? `  /** Where a field requires it. */\n  readonly ${name}?: ${typeText(of)};` : [];
  });
  return `/** By what the hub asks about one ${type.name}. */\nexport type ${type.name}Reference = {\n  readonly __typename: '${type.name}';\n${fields.join('\n')}\n};`;
}

function resolversOf(types: readonly GraphQLObjectType[], keys: CityTypes): string {
  const parts = types.map((type) => {
    const { name } = type;
    const source = ROOTS.has(name) ? 'unknown' : keys.keyOf(name) === null ? name : `${name}Reference & ${name}`;
    const fields = Object.values(type.getFields())
      .filter((field) => !field.name.startsWith('_'))
      .map(({ name: field, args, type: of }) => {
        const given = args.map((argument) => {
          const text = typeText(argument.type);
          return `readonly ${argument.name}${text.endsWith('| null') ? '?' : ''}: ${text}`;
        });
        const taken = given.length === 0 ? 'Record<string, never>' : `{ ${given.join('; ')} }`;
        return `    readonly ${field}?: (source: ${source}, args: ${taken}, context: C, info: GraphQLResolveInfo) => Awaitable<${typeText(of)}>;`;
      });
    return fields.length === 0 ? '' : `  readonly ${name}?: {\n${fields.join('\n')}\n  };\n`;
  });
  return `/** \`resolvers\` of definePlugin. */\nexport interface Resolvers<C = PluginCaller> {\n${parts.join('')}}`;
}

function referencesOf(entities: readonly GraphQLObjectType[]): string {
  const parts = entities.map(
    ({ name }) =>
      `  readonly ${name}?: (reference: ${name}Reference, context: C) => Awaitable<${name} | ${name}Reference | null>;\n`,
  );
  return `/** \`references\` of definePlugin. */\nexport interface References<C = PluginCaller> {\n${parts.join('')}}`;
}
