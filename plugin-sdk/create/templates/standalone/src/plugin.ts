import { readFileSync } from 'node:fs';
import { CityGraphError } from '@citygraph/contract';
import { definePlugin, type PluginCaller } from '@citygraph/plugin-sdk';
import { searchStations, stations } from './stations.ts';

const MOST = 100;

export const plugin = definePlugin({
  manifest: new URL('../citygraph.yaml', import.meta.url),
  typeDefs: readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'),
  resolvers: {
    Query: {
      __namespace___station: (_: unknown, { id }: { id: string }, caller: PluginCaller) => stations(caller).load(id),
      __namespace___stations: (_: unknown, { named, first }: { named?: string | null; first: number }) => {
        if (first < 1 || first > MOST) {
          throw new CityGraphError('BAD_USER_INPUT', `first is ${first}: ask for 1 to ${MOST}.`);
        }
        return searchStations(named ?? '', first);
      },
    },
  },
  references: { __Namespace__Station: ({ id }, caller) => stations(caller).load(String(id)) },
});
