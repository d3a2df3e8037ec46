import { readFileSync } from 'node:fs';
import { definePlugin, type FieldResolver, type Plugin, type PluginCaller } from '@citygraph/plugin-sdk';
import { serviceConfig } from './config.ts';
import { FIELDS, OPERATIONS } from './operations.ts';
import { type Arguments, createService, type Service, textOf } from './service.ts';

type Resolvers = Record<string, Record<string, FieldResolver<PluginCaller>>>;

/** The plugin over a service: each field of `schema.graphql` asks what `operations.ts` says. */
export function pluginOver(service: Service): Plugin {
  const resolvers: Resolvers = {};
  for (const [field, operation] of Object.entries(OPERATIONS)) {
    resolvers[operation.root] = {
      ...resolvers[operation.root],
      [field]: (_: unknown, args: Arguments) => service.ask(operation, args),
    };
  }
  for (const [type, fields] of Object.entries(FIELDS)) {
    resolvers[type] = Object.fromEntries(
      Object.entries(fields).map(([field, { name, asText }]) => [
        field,
        (source: Arguments) => (asText ? textOf(source[name]) : source[name]),
      ]),
    );
  }
  return definePlugin({
    manifest: new URL('../citygraph.yaml', import.meta.url),
    typeDefs: readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'),
    resolvers,
  });
}

export const plugin = pluginOver(createService(serviceConfig()));
