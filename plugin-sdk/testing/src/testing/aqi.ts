import type { PluginManifest } from '@citygraph/contract';
import { definePlugin, type Plugin, type PluginCaller, type ResolverMap } from '@citygraph/plugin-sdk';

/** A plugin of a newcomer: one number on each division. */
export const AQI_MANIFEST: PluginManifest = {
  apiVersion: 'citygraph.dev/v1',
  id: 'city.airlab.aqi',
  version: '1.0.0',
  publisher: 'airlab',
  subgraph: 'aqi',
  namespace: 'aqi',
  title: { zh: '空气质量', en: 'Air quality' },
  description: { zh: '各区空气质量', en: 'Air quality of each district' },
  extends: ['AdminDivision'],
  runtime: { stable: { url: 'https://aqi.example/graphql' }, sandbox: { url: 'https://try.aqi.example/graphql' } },
  dataRegions: ['CN-JL'],
  permissions: { data: [], egressHosts: [] },
  support: { email: 'help@aqi.example' },
  licence: 'MIT',
};

export const AQI_SDL = `
  type Query { "What the plugin calls itself." aqi_station: AqiStation @sensitivity(level: "S1") }
  type AqiStation @sensitivity(level: "S1") { name: String index: Int! kind: AqiKind }
  enum AqiKind { ROOF STREET }
  scalar DivisionCode
  type AdminDivision @key(fields: "code") {
    code: DivisionCode!
    "Air quality index, 0 to 500."
    aqi_index: Int @sensitivity(level: "S1")
    "What to do today."
    aqi_advice: [String!] @sensitivity(level: "S1")
  }`;

export interface AqiParts {
  readonly manifest?: Partial<PluginManifest>;
  readonly typeDefs?: string;
  readonly resolvers?: ResolverMap<PluginCaller>;
  readonly references?: Readonly<Record<string, (reference: Readonly<Record<string, unknown>>) => unknown>>;
}

/** The plugin as it should be, or with parts of it changed. */
export function aqiPlugin({
  manifest = {},
  typeDefs = AQI_SDL,
  resolvers = {},
  references = {},
}: AqiParts = {}): Plugin {
  return definePlugin({
    manifest: { ...AQI_MANIFEST, ...manifest },
    typeDefs,
    resolvers: {
      Query: { aqi_station: () => ({ name: 'north', index: 42, kind: 'ROOF' }) },
      ...resolvers,
      AdminDivision: {
        aqi_index: ({ code }: { code: string }) => Number(code.slice(-2)),
        aqi_advice: () => ['walk'],
        ...resolvers.AdminDivision,
      },
    },
    references: { AdminDivision: ({ code }) => ({ code }), ...references },
  });
}
