import { readFileSync } from 'node:fs';
import { definePlugin, type PluginCaller } from '@citygraph/plugin-sdk';
import { readings } from './readings.ts';

/** What the hub hands over of the city's __entity__: its key. */
interface Reference {
  readonly __key__: string;
}

export const plugin = definePlugin({
  manifest: new URL('../citygraph.yaml', import.meta.url),
  typeDefs: readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'),
  resolvers: {
    __entity__: {
      __namespace___reading: ({ __key__ }: Reference, _: object, caller: PluginCaller) =>
        readings(caller).load(__key__),
    },
  },
  references: { __entity__: ({ __key__ }) => ({ __key__ }) },
});
