import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import {
  generateHopSecret,
  generateSigningKey,
  type HopSecret,
  type PluginLimits,
  type PluginManifest,
  type Principal,
  type SigningKey,
  type Standing,
} from '@citygraph/contract';
import {
  createGateway,
  type Gateway,
  plannersInThisThread,
  type SupergraphSource,
  type VendorExchange,
} from '@citygraph/gateway';
import type { World } from '../fixtures/world.ts';
import { portFault } from './assert-port-free.ts';
import { principalOfToken } from './callers.ts';
import { createLocalPolicy, type GrantsGiven } from './local-policy.ts';

/** Keys of one local hub: with departments it shares one, with the plugin another. */
export interface LocalKeys {
  readonly hopKey: SigningKey;
  readonly departments: HopSecret;
  readonly plugin: HopSecret;
}

export async function createLocalKeys(subgraph: string): Promise<LocalKeys> {
  return {
    hopKey: await generateSigningKey(),
    departments: { keyId: 'departments.local.1', secret: generateHopSecret() },
    plugin: { keyId: `${subgraph}.local.1`, secret: generateHopSecret() },
  };
}

export interface LocalHubOptions {
  readonly keys: LocalKeys;
  readonly world: World;
  readonly manifest: PluginManifest;
  readonly supergraphSdl: string;
  /** Addresses of departments by name. */
  readonly departments: Readonly<Record<string, string>>;
  /** Where the plugin is served. */
  readonly pluginUrl: string;
  readonly grants: GrantsGiven;
  /** Default: any free port of the loopback interface. */
  readonly port?: number;
  /** Answers what is no GraphQL before the gateway does; true: it has. */
  readonly page?: (req: IncomingMessage, res: ServerResponse) => boolean;
  readonly observe: (exchange: VendorExchange) => void;
  readonly log: (line: object) => void;
}

/** The hub's own gateway, firewall on, over made-up departments and one plugin. */
export interface LocalHub {
  /** `http://127.0.0.1:<port>` */
  readonly origin: string;
  readonly gateway: Gateway;
  /** Serves another graph from now on; rejects, and the old one goes on, when it cannot. */
  replace(supergraphSdl: string, manifest: PluginManifest): Promise<void>;
  /** What its breaker has learnt about the plugin is forgotten: the next question is asked as if nothing had been. */
  forgive(): void;
  residentAt(at: number): string | null;
  close(): Promise<void>;
}

/** Its people are made up, and what is written down about them is nobody's evidence; what is written down is as in the hub. */
const FORGETFUL = {
  ledger: { isAvailable: () => true, announce: async () => {}, append: async () => {} },
  subjectSecret: generateHopSecret(),
};

/** Counted where many share a hub: a test asks as fast as it can. */
const PLENTY = { requestsPerSecond: 1e9, requestsPerDay: 1e9, bytesPerMinute: 1e12, costPerMinute: 1e12 };

/** What of a contract is about one moment. */
const bulkheadOf = (limits: PluginLimits): PluginLimits =>
  Object.fromEntries(Object.entries(limits).filter(([name]) => !Object.hasOwn(PLENTY, name)));

export async function openLocalHub(options: LocalHubOptions): Promise<LocalHub> {
  const { keys, world, departments, pluginUrl, log } = options;
  const policy = await createLocalPolicy();
  let releases = 0;
  const sourceOf = (
    sdl: string,
    { subgraph, version, permissions, limits = {} }: PluginManifest,
  ): SupergraphSource => ({
    sdl,
    subgraphs: {
      ...Object.fromEntries(
        Object.entries(departments).map(([name, url]) => [
          name,
          { url, tier: 'department' as const, hop: keys.departments },
        ]),
      ),
      [subgraph]: {
        url: pluginUrl,
        tier: 'vendor',
        hop: keys.plugin,
        version,
        limits: bulkheadOf(limits),
        persons: permissions.persons ?? {},
        // A breaker learns about one release.
        get release() {
          return `${version}.${releases}`;
        },
      },
    },
  });
  const residentAt = (at: number): string | null => {
    const id = world.sample('Resident', at)?.given.id;
    return typeof id === 'string' ? id : null;
  };
  const gateway = await createGateway({
    supergraph: sourceOf(options.supergraphSdl, options.manifest),
    hopKey: keys.hopKey,
    principal: (authorization) => principalOfToken(authorization, residentAt),
    standing: async (principal) => standingOf(principal),
    sealing: [{ id: 'l', secret: generateHopSecret() }],
    policy: { keys: [...policy.keys], bundle: policy.bundle(options.manifest, options.grants) },
    ledger: FORGETFUL,
    vendors: { loopback: [authorityOf(pluginUrl)], limits: () => PLENTY, observe: options.observe },
    // A test shares its machine: a late event loop is no news of the hub.
    overload: { maxDelayMs: 60_000 },
    planners: plannersInThisThread(),
    log,
  });
  const server = createServer((req, res) => {
    if (!options.page?.(req, res)) void gateway.handle(req, res);
  });
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => reject(portFault(options.port ?? 0, error)));
      server.listen(options.port ?? 0, '127.0.0.1', resolve);
    });
  } catch (error) {
    await gateway.close();
    throw error;
  }
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    origin: `http://127.0.0.1:${port}`,
    gateway,
    residentAt,
    async replace(supergraphSdl, manifest) {
      await gateway.replace(sourceOf(supergraphSdl, manifest));
      gateway.setPolicy(policy.bundle(manifest, options.grants));
    },
    forgive() {
      releases += 1;
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      // Nobody comes in any more: a client that holds its connection open, or opened another meanwhile, is not waited for.
      server.closeAllConnections();
      await closed;
      await gateway.close();
    },
  };
}

/** `host:port` with the port that the scheme stands for. */
function authorityOf(url: string): string {
  const { hostname, port, protocol } = new URL(url);
  return `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`;
}

/** Made-up people have no register of their relations. */
function standingOf({ resident, subject }: Principal): Standing {
  return {
    resident,
    guardianOf: [],
    household: null,
    dwelling: null,
    represents: [],
    case: null,
    version: `local ${subject ?? ''} ${resident ?? ''}`,
  };
}
