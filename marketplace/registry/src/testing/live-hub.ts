import { mkdtemp, rm } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateHopSecret, generateSigningKey, type Principal, type Standing } from '@citygraph/contract';
import {
  createCanary,
  createGateway,
  followGuardians,
  listen,
  openDelivery,
  openLocalLedger,
  portOf,
  type SealingSecret,
  shipArchive,
} from '@citygraph/gateway';
import { type RunningSubgraph, type Subgraph, serve } from '@citygraph/kit';
import type { EntityManager } from '@mikro-orm/sql';
import { takeExchanges } from '../exchange-record/record-exchanges.ts';
import { withKeys } from '../index.ts';
import { attendKeys } from '../keys/attend-keys.ts';
import { openKeyFolder } from '../keys/key-folder.ts';
import { renewPolicy } from '../policy/renew-policy.ts';
import { type OpenPorts, openPorts } from '../process/open-ports.ts';
import { runControlPlane } from '../process/run-control-plane.ts';
import type { Pace } from '../rollout/rollout.rules.ts';

export interface LiveDocument {
  readonly name: string;
  readonly sdl: string;
}

export interface ServedDepartment {
  readonly subgraph: Subgraph;
  /** Runs on the migrated database. */
  readonly fill: (em: EntityManager) => Promise<unknown>;
}

export interface LiveHubOptions {
  /** The city's own; `registry` among them is reached where it is served. */
  readonly departments: readonly LiveDocument[];
  /** Where some of them answer; the others are away. */
  readonly origins?: Readonly<Record<string, string>>;
  /** `host:port` pairs of plugins on this machine. */
  readonly loopback: readonly string[];
  /** Runs on the migrated database before anything follows it. */
  readonly prepare: (em: EntityManager) => Promise<unknown>;
  readonly principal: (authorization?: string) => Promise<Principal>;
  /**
   * Departments that are real, with databases of their own. Government among them knows who is whose guardian, and gateways then bring that and their evidence to the registry; without it nobody is anything to
   * anybody.
   */
  readonly served?: readonly ServedDepartment[];
  /** How many follow the registry; default one. */
  readonly gateways?: number;
  readonly pace?: Pace;
}

/** A registry with its database, its control plane and gateways that follow it over HTTP, everything real. */
export interface LiveHub {
  readonly ports: OpenPorts['ports'];
  /** Of each gateway. */
  readonly origins: readonly string[];
  /** By which third parties know people. */
  readonly sealing: readonly SealingSecret[];
  /** What gateways and registry know subjects by. */
  readonly subjectSecret: Uint8Array;
  em(): EntityManager;
  /** Of a department that is served. */
  emOf(department: string): EntityManager;
  close(): Promise<void>;
}

/** A minute in life. */
const GUARDIANS_MS = 100;
/** Of the discard protocol: departments that nobody asks. */
const AWAY = 'http://127.0.0.1:9/graphql';
/** A decision is judged by admission first, which takes longer on a busy machine than a department may. */
const PATIENCE_MS = 120_000;

const STRANGER: Standing = {
  resident: null,
  guardianOf: [],
  household: null,
  dwelling: null,
  represents: [],
  case: null,
  version: 'none',
};

export async function openLiveHub(options: LiveHubOptions): Promise<LiveHub> {
  const { departments, origins = {}, loopback, prepare, principal, gateways = 1, pace, served = [] } = options;
  await using open = new AsyncDisposableStack();
  const folder = open.adopt(await mkdtemp(join(tmpdir(), 'citygraph-live-')), (path) => rm(path, { recursive: true }));
  const [hopMaster, subjectSecret, webhookSecret] = [generateHopSecret(), generateHopSecret(), generateHopSecret()];
  const [hopKey, consentKey] = [await generateSigningKey(), await generateSigningKey()];
  const ports = open.adopt(openPorts({ loopback, webhookSecret, hopMaster, ...(pace && { pace }) }), (it) =>
    it.close(),
  );
  const hop = { keyId: 'registry-1', secret: generateHopSecret() };
  const registry = open.adopt(
    await serve({
      subgraph: withKeys({ subjectSecret, consentKey }, ports.ports),
      database: `sqlite:${join(folder, 'registry.sqlite')}`,
      verify: { audience: 'registry', keys: () => [hopKey.publicJwk], secrets: () => [hop] },
      async prepare(orm) {
        const em = orm.em.fork() as EntityManager;
        // The first policy: nobody has decided anything.
        await renewPolicy(em, { now: () => new Date() });
        await prepare(em);
      },
    }),
    (it) => it.close(),
  );
  const { orm } = registry;
  ports.attach(orm);
  const keys = await openKeyFolder(join(folder, 'keys'));
  const known = Array.from({ length: gateways }, (_, index) => ({
    name: `gateway-${index + 1}`,
    secret: generateHopSecret(),
  }));
  const plane = open.adopt(
    await runControlPlane({
      orm,
      policyKeys: () => keys.signing('policy'),
      graphKeys: () => keys.signing('graphs'),
      followKeyset: async (take) => attendKeys({ keys, take }),
      subjectSecret,
      control: { host: '127.0.0.1', port: 0, gateways: known },
      firstParty: departments,
      canary: createCanary({ hopMaster, reach: null, vendors: { loopback } }),
    }),
    (it) => it.close(),
  );
  const running = new Map<string, RunningSubgraph>([['registry', registry]]);
  const hops = new Map(departments.map(({ name }) => [name, { keyId: name, secret: generateHopSecret() }]));
  for (const { subgraph, fill } of served) {
    const { name } = subgraph;
    const department = await serve({
      subgraph,
      database: `sqlite:${join(folder, `${name}.sqlite`)}`,
      verify: { audience: name, keys: () => [hopKey.publicJwk], secrets: () => [hops.get(name) ?? hop] },
      prepare: (own) => fill(own.em.fork() as EntityManager),
    });
    running.set(
      name,
      open.adopt(department, (it) => it.close()),
    );
  }
  const routes = Object.fromEntries(
    departments.map(({ name }) => [
      name,
      {
        url: running.get(name)?.url ?? origins[name] ?? AWAY,
        tier: 'department' as const,
        hop: name === 'registry' ? hop : (hops.get(name) ?? hop),
      },
    ]),
  );
  const isGoverned = running.has('government');
  const sealing = [{ id: 'a', secret: generateHopSecret() }];
  const started: string[] = [];
  for (const { name, secret } of known) {
    const at = (place: string): string => join(folder, name, place);
    const delivery = open.adopt(
      await openDelivery({ url: plane.url, secret, rootKeys: keys.roots, hopMaster, folder: at('delivered'), routes }),
      (it) => it.close(),
    );
    const ledger = open.adopt(
      await openLocalLedger({ folder: at('ledger'), ledger: name, key: await generateSigningKey() }),
      (it) => it.close(),
    );
    const gateway = open.adopt(
      await delivery.start((supergraph) =>
        createGateway({
          supergraph,
          hopKey,
          principal,
          ...(!isGoverned && { standing: async () => STRANGER }),
          policy: { keys: delivery.policyKeys, subjectSecret },
          ledger: { ledger, subjectSecret },
          sealing,
          vendors: { loopback },
          subgraphTimeoutMs: PATIENCE_MS,
          operationTimeoutMs: PATIENCE_MS,
          ...(delivery.reports && { reports: delivery.reports }),
        }),
      ),
      (it) => it.close(),
    );
    const server = open.adopt(await onLoopback((req, res) => void gateway.handle(req, res)), (it) => it.close());
    started.push(server.origin);
    if (!isGoverned) continue;
    const { archive, entries } = ledger;
    const send = (batch: Parameters<typeof takeExchanges>[1]) => takeExchanges(orm.em.fork() as EntityManager, batch);
    open.defer(shipArchive({ folder: archive, ledger: name, entries, send }));
    open.defer(followGuardians({ operate: gateway.operate, registry: 'registry', lookMs: GUARDIANS_MS }));
  }
  const all = open.move();
  return {
    ports: ports.ports,
    origins: started,
    sealing,
    subjectSecret,
    em: () => orm.em.fork() as EntityManager,
    emOf(department) {
      const found = running.get(department);
      if (!found) throw new Error(`${department} is not served.`);
      return found.orm.em.fork() as EntityManager;
    },
    close: () => all.disposeAsync(),
  };
}

export async function onLoopback(
  handler: RequestListener,
): Promise<{ readonly origin: string; close(): Promise<void> }> {
  const server = await listen(handler, { host: '127.0.0.1', port: 0, flag: '--port' });
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { origin: `http://127.0.0.1:${portOf(server)}`, close };
}

export interface LiveAnswer {
  readonly status: number;
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions: { readonly code?: string } }[];
}

/** A question to a gateway, as a client of it asks. */
export async function askAt(
  origin: string,
  query: string,
  headers: Readonly<Record<string, string>> = {},
  variables: Readonly<Record<string, unknown>> = {},
): Promise<LiveAnswer> {
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  return { status: response.status, ...((await response.json()) as object) };
}
