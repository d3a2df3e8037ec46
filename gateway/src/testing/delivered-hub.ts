import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compose } from '@citygraph/composition';
import {
  ANONYMOUS,
  type ArtefactSubgraph,
  CityGraphError,
  departmentSchemaHead,
  type GraphSet,
  generateHopSecret,
  generateSigningKey,
  POLICY_BUNDLE_TYPE,
  type PolicyBundle,
  type Principal,
  signDocument,
  vendorHopSecret,
  writeSigningKey,
} from '@citygraph/contract';
import { createGateway, type Gateway } from '../create-gateway.ts';
import type { GatewayOptions } from '../gateway-options.ts';
import { createPlannerRoom } from '../operation/planning/resting-planner.ts';
import { type Delivery, openDelivery } from '../supergraph/delivery/delivery.ts';
import { type ControlServer, GATEWAY_SECRET, openControlServer } from './control-server.ts';
import { listen } from './listen.ts';
import { memoryLedger } from './memory-ledger.ts';
import { planHere } from './plan-here.ts';
import { type FixtureSubgraph, serveSubgraph } from './serve-subgraph.ts';
import {
  artefact,
  HOP_MASTER,
  ledgerKey,
  plugin,
  policyKey,
  rootKey,
  signedGraphSet,
  signedKeyset,
  type TestArtefact,
} from './test-delivery.ts';
import { bundle } from './test-policy.ts';

/** A department, and a plugin in three releases that each tell which they are; each release is a graph of its own. */
export interface DeliveredHub {
  readonly registry: ControlServer;
  readonly folder: string;
  /** By release: one, two, three. */
  readonly graphs: readonly TestArtefact[];
  readonly plugins: readonly FixtureSubgraph[];
  readonly logged: object[];
  /** Writes the settings of a gateway on its folder, and what they name; answers the file. */
  writeSettings(): Promise<string>;
  /** A gateway on the folder; several may follow one another. */
  start(options?: Partial<GatewayOptions>): Promise<RunningGateway>;
  publishGraphs(parts: Partial<GraphSet> & Pick<GraphSet, 'stable'>): void;
  publishPolicy(parts?: Partial<PolicyBundle>): void;
  close(): Promise<void>;
}

export interface RunningGateway {
  readonly gateway: Gateway;
  readonly delivery: Delivery;
  ask(query: string, headers?: Record<string, string>): Promise<Answered>;
  stop(): Promise<void>;
}

export interface Answered {
  readonly status: number;
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { message: string; path?: (string | number)[]; extensions: { code?: string } }[];
}

/** `Bearer <subject>:<app>:<role>` is a principal. */
const principalOf = async (authorization?: string): Promise<Principal> => {
  if (!authorization) return ANONYMOUS;
  const [subject = '', app = '', role = 'resident'] = authorization.replace('Bearer ', '').split(':');
  if (subject === 'nobody') throw new CityGraphError('UNAUTHENTICATED', 'The token is not one of ours.');
  return { ...ANONYMOUS, subject, app, roles: [role], scopes: ['openid'] };
};

export const RELEASES = ['one', 'two', 'three'] as const;

export async function openDeliveredHub(): Promise<DeliveredHub> {
  const folder = await mkdtemp(join(tmpdir(), 'citygraph-delivery-'));
  const registry = await openControlServer();
  const hopKey = await generateSigningKey();
  const hop = { keyId: 'town-1', secret: generateHopSecret() };
  const keys = () => [hopKey.publicJwk];
  const town = await serveSubgraph({
    name: 'town',
    sdl: `${departmentSchemaHead()} type Query { name: String @sensitivity(level: "S1") }`,
    resolvers: { Query: { name: () => 'Changchun' } },
    operations: { recordExchanges: () => ({ sequence: 0 }) },
    verify: { audience: 'town', keys, secrets: () => [hop] },
  });
  const plugins: FixtureSubgraph[] = [];
  const graphs: TestArtefact[] = [];
  for (const release of RELEASES) {
    const air = await serveSubgraph({
      name: 'air',
      sdl: `${departmentSchemaHead()}
        type Query { air_told: String @sensitivity(level: "S1") air_${release}: String @sensitivity(level: "S1") }`,
      resolvers: { Query: { air_told: () => release, [`air_${release}`]: () => release } },
      verify: { audience: 'air', keys, secrets: () => [vendorHopSecret(HOP_MASTER, `air.${release}`)] },
    });
    plugins.push(air);
    const supergraphSdl = await composed(release, [town, air]);
    const subgraphs: Record<string, ArtefactSubgraph> = {
      town: { tier: 'department', release: 'd'.repeat(64) },
      air: plugin({
        url: air.url,
        release: release.padEnd(64, '0'),
        hopKeyId: `air.${release}`,
        version: release,
      }),
    };
    graphs.push(artefact({ supergraphSdl, subgraphs }));
  }
  for (const graph of graphs) registry.add(graph);
  let sequence = 0;
  const logged: object[] = [];
  const running = new Set<RunningGateway>();
  const hub: DeliveredHub = {
    registry,
    folder,
    graphs,
    plugins,
    logged,
    publishGraphs(parts) {
      sequence += 1;
      registry.publish('graphs', signedGraphSet({ sequence, ...parts }));
    },
    publishPolicy: (parts = {}) =>
      registry.publish('policy', signDocument(POLICY_BUNDLE_TYPE, bundle(parts), [policyKey])),
    async writeSettings() {
      const secret = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
      const files = {
        'hop-key.pem': writeSigningKey(hopKey),
        'town.secret': secret(hop.secret),
        'gateway.secret': secret(GATEWAY_SECRET),
        'hop-master.secret': secret(HOP_MASTER),
        'ledger-key.pem': writeSigningKey(ledgerKey),
        'ledger-subjects.secret': secret(randomBytes(32)),
        'root-keys.json': JSON.stringify({ keys: [rootKey.publicJwk] }),
        'gateway.json': JSON.stringify({
          port: 0,
          registry: {
            url: registry.url,
            secretFile: 'gateway.secret',
            rootKeysFile: 'root-keys.json',
            hopMasterFile: 'hop-master.secret',
            folder: 'delivered',
          },
          hopKeyFile: 'hop-key.pem',
          ledger: {
            folder: 'ledger',
            keyFile: 'ledger-key.pem',
            subjectSecretFile: 'ledger-subjects.secret',
            witness: 'town',
          },
          subgraphs: {
            town: { url: town.url, tier: 'department', hop: { keyId: hop.keyId, secretFile: 'town.secret' } },
          },
          vendorsOnLoopback: plugins.map(({ url }) => new URL(url).host),
        }),
      };
      for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
      return join(folder, 'gateway.json');
    },
    async start(options = {}) {
      const log = (line: object) => void logged.push(line);
      const delivery = await openDelivery({
        url: registry.url,
        secret: GATEWAY_SECRET,
        rootKeys: { keys: [rootKey.publicJwk], threshold: 1 },
        hopMaster: HOP_MASTER,
        folder,
        routes: { town: { url: town.url, tier: 'department', hop } },
        log,
        pollIntervalMs: 100,
        patienceMs: 0,
        reportEveryMs: 50,
        usageEveryMs: 200,
      });
      const gateway = await delivery.start((supergraph) =>
        createGateway({
          supergraph,
          hopKey,
          principal: principalOf,
          policy: { keys: delivery.policyKeys },
          ledger: memoryLedger(),
          // Its clients ask as fast as they can.
          vendors: {
            loopback: plugins.map(({ url }) => new URL(url).host),
            limits: () => ({ requestsPerSecond: 10_000 }),
          },
          log,
          planners: createPlannerRoom({ start: planHere }),
          ...(delivery.reports && { reports: delivery.reports }),
          ...options,
        }),
      );
      const server = await listen((req, res) => void gateway.handle(req, res));
      const one: RunningGateway = {
        gateway,
        delivery,
        async ask(query, headers = {}) {
          const response = await fetch(`${server.origin}/graphql`, {
            method: 'POST',
            headers: { 'content-type': 'application/json', ...headers },
            body: JSON.stringify({ query }),
          });
          return { status: response.status, ...((await response.json()) as object) };
        },
        async stop() {
          running.delete(one);
          await delivery.close();
          await server.close();
          await gateway.close();
        },
      };
      running.add(one);
      return one;
    },
    async close() {
      for (const one of [...running]) await one.stop();
      await registry.down();
      for (const subgraph of [town, ...plugins]) await subgraph.close();
      await rm(folder, { recursive: true });
    },
  };
  registry.publish('keyset', signedKeyset());
  hub.publishPolicy();
  hub.publishGraphs({ stable: graphs[0]?.digest ?? '' });
  return hub;
}

/** Once for all hubs of a test: where the subgraphs are is not the graph's to say. */
const supergraphs = new Map<string, string>();

async function composed(release: string, subgraphs: readonly { name: string; sdl: string }[]): Promise<string> {
  const known = supergraphs.get(release);
  if (known) return known;
  const placed = subgraphs.map(({ name, sdl }) => ({ name, sdl, url: `http://${name}.example/graphql` }));
  const { supergraphSdl, errors } = await compose({ subgraphs: placed, deadlineMs: 60_000 });
  if (!supergraphSdl) throw new Error(JSON.stringify(errors));
  supergraphs.set(release, supergraphSdl);
  return supergraphSdl;
}

/** Waits for what must come true soon. */
export async function eventually(check: () => Promise<boolean> | boolean, withinMs = 10_000): Promise<number> {
  const started = performance.now();
  while (!(await check())) {
    if (performance.now() - started > withinMs) throw new Error(`It did not come true within ${withinMs} ms.`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return performance.now() - started;
}
