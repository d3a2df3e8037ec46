import { createServer, type Server } from 'node:http';
import type { PluginManifest } from '@citygraph/contract';
import { definePlugin, servePlugin } from '@citygraph/plugin-sdk';
import { expect } from '@jest/globals';
import type { GraphQLAnswer, HubClient } from '../hub-client.ts';

/** A start-up with one plugin, as a test needs it: what it measures, and how its server behaves. */
export interface VendorFacts {
  /** Handle of the person who signs in. */
  readonly person: string;
  readonly publisher: string;
  readonly namespace: string;
  /** Name of the subgraph. */
  readonly plugin: string;
  /** Where its server listens on this machine, and where it proves its domain. */
  readonly port: number;
  readonly proofPort: number;
}

export interface Vendor extends VendorFacts {
  /** How its server answers from now on. */
  mode: 'well' | 'failing';
  manifest(version: string): PluginManifest;
  sdl(version: string): string;
  /** Serves under the keys that the hub has shown. */
  serve(hub: HubClient): Promise<void>;
  close(): Promise<void>;
}

export const did = (answer: GraphQLAnswer): Record<string, never> => {
  expect(answer.errors).toEqual([]);
  return answer.data as never;
};

export function openVendor(facts: VendorFacts): Vendor {
  const { publisher, namespace, plugin, port } = facts;
  const url = `http://127.0.0.1:${port}/graphql`;
  let served: { close(): Promise<void> } | null = null;
  const field = `${namespace}_reading`;
  const vendor: Vendor = {
    ...facts,
    mode: 'well',
    manifest: (version) => ({
      apiVersion: 'citygraph.dev/v1',
      id: `city.${publisher}.${plugin}`,
      version,
      publisher,
      subgraph: plugin,
      namespace,
      title: { zh: '读数', en: 'Readings' },
      description: { zh: '各区读数', en: 'Readings of each district' },
      extends: ['AdminDivision'],
      runtime: { stable: { url }, sandbox: { url } },
      dataRegions: ['CN-JL'],
      permissions: { data: [], egressHosts: [] },
      slo: { errorPct: 5, p95Ms: 3_000 },
      support: { email: `help@${publisher}.example` },
      licence: 'Apache-2.0',
    }),
    sdl: (version) => `extend schema
      @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
      @link(url: "https://citygraph.dev/citygraph/v1.0", import: ["@sensitivity"])
    directive @sensitivity(level: String!, basis: String) on FIELD_DEFINITION | OBJECT
    scalar DivisionCode
    type AdminDivision @key(fields: "code") {
      code: DivisionCode!
      "A reading of version ${version}."
      ${field}: Int @sensitivity(level: "S1")
    }`,
    async serve(hub) {
      const keys: string[] = [];
      for (const [channel, next] of [
        ['STABLE', false],
        ['SANDBOX', false],
      ] as const) {
        const { showHopKey } = did(
          await hub.ask(
            'mutation K($p: ID!, $c: HopChannel!, $n: Boolean!) { showHopKey(plugin: $p, channel: $c, next: $n) { keyId secret } }',
            { p: plugin, c: channel, n: next },
            { as: facts.person },
          ),
        ) as unknown as { showHopKey: { keyId: string; secret: string } };
        keys.push(`${showHopKey.keyId}=${showHopKey.secret}`);
      }
      const definition = definePlugin({
        manifest: vendor.manifest('1.0.0'),
        typeDefs: vendor.sdl('1.0.0'),
        resolvers: {
          AdminDivision: {
            [field]: ({ code }: { code: string }) => {
              if (vendor.mode === 'failing') throw new Error('The sensor is broken.');
              return Number(code.slice(-2));
            },
          },
        },
        references: { AdminDivision: ({ code }) => ({ code }) },
      });
      served = await servePlugin(definition, {
        host: '127.0.0.1',
        port,
        hub: hub.origin,
        secrets: keys.map((pair) => {
          const [keyId = '', secret = ''] = pair.split('=');
          return { keyId, secret: Buffer.from(secret, 'base64url') };
        }),
        signals: false,
        log: () => {},
      });
    },
    async close() {
      await served?.close();
    },
  };
  return vendor;
}

/** What a publisher serves to prove a domain. */
export async function serveProof(port: number, path: string, content: string): Promise<Server> {
  const server = createServer((req, res) => {
    if (req.url === path) res.end(content);
    else res.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return server;
}
