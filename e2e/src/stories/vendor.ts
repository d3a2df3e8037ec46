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
  /** A field of AdminDivision outside the namespace, which it claims. */
  readonly claimed?: string;
  /** Where its server listens on this machine, and where it proves its domain. */
  readonly port: number;
  readonly proofPort: number;
}

/** `shaky`: every fifth answer is an error. */
export type VendorMode = 'well' | 'failing' | 'shaky';

/** Of one server: readings that it was asked for, and how many of them it failed. */
export interface Counted {
  asked: number;
  failed: number;
}

export interface Vendor extends VendorFacts {
  /** How its server answers from now on. */
  mode: VendorMode;
  /** What its own server was asked so far. */
  readonly counted: Counted;
  /** `at`: the port where this release is served, default the vendor's own. */
  manifest(version: string, at?: number): PluginManifest;
  sdl(version: string): string;
  /** Serves under the keys that the hub has shown. */
  serve(hub: HubClient): Promise<void>;
  /** Another server beside the first, for a release that is served elsewhere; it answers as `mode` says, whatever the first does. Answers what it counts. */
  serveBeside(hub: HubClient, port: number, mode: VendorMode): Promise<Counted>;
  close(): Promise<void>;
}

export const did = (answer: GraphQLAnswer): Record<string, never> => {
  expect(answer.errors).toEqual([]);
  return answer.data as never;
};

export function openVendor(facts: VendorFacts): Vendor {
  const { publisher, namespace, plugin, port, claimed } = facts;
  const served: { close(): Promise<void> }[] = [];
  const field = `${namespace}_reading`;
  const vendor: Vendor = {
    ...facts,
    mode: 'well',
    counted: { asked: 0, failed: 0 },
    manifest: (version, at = port) => ({
      apiVersion: 'citygraph.dev/v1',
      id: `city.${publisher}.${plugin}`,
      version,
      publisher,
      subgraph: plugin,
      namespace,
      title: { zh: '读数', en: 'Readings' },
      description: { zh: '各区读数', en: 'Readings of each district' },
      extends: ['AdminDivision'],
      runtime: { stable: { url: urlAt(at) }, sandbox: { url: urlAt(at) } },
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
      ${claimed === undefined ? '' : `${claimed}: Int @sensitivity(level: "S1")`}
    }`,
    serve: (hub) => serve(hub, port, () => vendor.mode, vendor.counted),
    async serveBeside(hub, beside, mode) {
      const counted: Counted = { asked: 0, failed: 0 };
      await serve(hub, beside, () => mode, counted);
      return counted;
    },
    async close() {
      await Promise.all(served.map((server) => server.close()));
    },
  };
  const serve = async (hub: HubClient, at: number, mode: () => VendorMode, counted: Counted): Promise<void> => {
    const definition = definePlugin({
      manifest: vendor.manifest('1.0.0', at),
      typeDefs: vendor.sdl('1.0.0'),
      resolvers: {
        AdminDivision: {
          [field]: ({ code }: { code: string }) => {
            counted.asked += 1;
            if (mode() === 'failing' || (mode() === 'shaky' && counted.asked % 5 === 0)) {
              counted.failed += 1;
              throw new Error('The sensor is broken.');
            }
            return Number(code.slice(-2));
          },
          ...(claimed !== undefined && { [claimed]: ({ code }: { code: string }) => Number(code.slice(0, 2)) }),
        },
      },
      references: { AdminDivision: ({ code }) => ({ code }) },
    });
    const secrets = await hopKeysOf(hub, facts);
    served.push(
      await servePlugin(definition, {
        host: '127.0.0.1',
        port: at,
        hub: hub.origin,
        secrets,
        signals: false,
        log: () => {},
      }),
    );
  };
  return vendor;
}

const urlAt = (port: number): string => `http://127.0.0.1:${port}/graphql`;

/** What the hub shows an owner of the plugin: one key a channel. */
async function hopKeysOf(hub: HubClient, { plugin, person }: VendorFacts) {
  const showing =
    'mutation K($p: ID!, $c: HopChannel!) { showHopKey(plugin: $p, channel: $c, next: false) { keyId secret } }';
  const keys: { keyId: string; secret: Buffer }[] = [];
  for (const channel of ['STABLE', 'SANDBOX']) {
    const { showHopKey } = did(await hub.ask(showing, { p: plugin, c: channel }, { as: person })) as unknown as {
      showHopKey: { keyId: string; secret: string };
    };
    keys.push({ keyId: showHopKey.keyId, secret: Buffer.from(showHopKey.secret, 'base64url') });
  }
  return keys;
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
