import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ComposeOptions, type Composition, compose } from '@citygraph/composition';
import { generateHopSecret, type SigningKey, StartError } from '@citygraph/contract';
import {
  createCanary,
  type Delivery,
  hubOnThisMachine,
  openDelivery,
  type SealingSecret,
  type SealMemory,
  type SubgraphTarget,
  sealMemory,
  shipArchive,
} from '@citygraph/gateway';
import type { Subgraph } from '@citygraph/kit';
import {
  attendKeys,
  auditPublicKeys,
  type ControlPlane,
  type GoldenQuery,
  type KeyFolder,
  openPorts,
  type Pace,
  runControlPlane,
  takeExchanges,
  withKeys,
} from '@citygraph/registry';
import { type HubLedger, keptSecret, sealingKey } from './hub-ledger.ts';
import type { StartedDepartment } from './start-department.ts';

export interface HubRegistry {
  /** Ready to be served. */
  readonly subgraph: Subgraph;
  readonly keys: KeyFolder;
  readonly subjectSecret: Uint8Array;
  /** What plugins' keys of the hop are made of. */
  readonly hopMaster: Uint8Array;
  /** By which third parties know people. */
  readonly sealing: readonly SealingSecret[];
  /** Where the gateway keeps the last good documents. */
  readonly deliveryFolder: string;
  /** Of the archive of what the control plane did. */
  readonly auditFolder: string;
  /** What was seen sealed of it, outside the database. */
  readonly auditMemory: SealMemory;
  readonly ports: ReturnType<typeof openPorts>;
}

export interface OpenRegistryOptions {
  readonly dataDir: string;
  readonly keys: KeyFolder;
  readonly ledger: HubLedger;
  /** `host:port` pairs on this machine where plugins may be. */
  readonly plugins: readonly string[];
  /** Ports of the hub's own listeners; grows. */
  readonly ownPorts: readonly number[];
  /** What each step of a rollout must have seen before the next. */
  readonly pace: Pace;
}

/** The registry with its keys, which are made on first start and kept in the data folder. */
export async function openHubRegistry({
  dataDir,
  keys,
  ledger: { subjectSecret },
  plugins,
  ownPorts,
  pace,
}: OpenRegistryOptions): Promise<HubRegistry> {
  const folder = join(dataDir, 'registry');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const consentKey = await sealingKey(join(folder, 'consent.pem'));
  const hopMaster = await keptSecret(join(folder, 'hop-master'));
  const webhookSecret = await keptSecret(join(folder, 'webhook-secret'));
  const auditFolder = join(dataDir, 'audit');
  const auditMemory = sealMemory(join(folder, 'audit-seen.json'));
  const ports = openPorts({ loopback: plugins, ownPorts, webhookSecret, hopMaster, pace });
  return {
    subgraph: withKeys(
      { subjectSecret, consentKey },
      { ...ports.ports, auditKeys: () => auditPublicKeys(auditFolder, keys.signing('ledger')), auditMemory },
    ),
    keys,
    subjectSecret,
    hopMaster,
    sealing: [{ id: 'a', secret: await keptSecret(join(folder, 'sealing-secret')) }],
    deliveryFolder: join(dataDir, 'gateway'),
    auditFolder,
    auditMemory,
    ports,
  };
}

export interface JoinOptions {
  readonly registry: HubRegistry;
  readonly started: StartedDepartment;
  /** Where everything of the city's own is, the registry included. */
  readonly routes: Readonly<Record<string, SubgraphTarget>>;
  readonly hopKey: SigningKey;
  readonly firstParty: readonly { readonly name: string; readonly sdl: string }[];
  /** What the city's own make together, when that was begun before; the first start is faster by it. */
  readonly begun: Promise<Composition> | null;
  readonly goldenQueries: readonly GoldenQuery[];
  readonly plugins: readonly string[];
  readonly ownPorts: number[];
  readonly say: (line: string) => void;
}

export interface JoinedRegistry {
  readonly delivery: Delivery;
  close(): Promise<void>;
}

/** What goes as it should is nothing to read at a start; everything else is said. */
const QUIET = new Set(['control-listens', 'keyset-taken', 'policy-taken', 'graphs-served', 'registry-awaited']);

/** Who stops the hub waits so long for what is being composed. */
const COMPOSING_MS = 3_000;

/** A registry that cannot start is at the discard port: whoever asks there is refused at once. */
const AWAY = 'http://127.0.0.1:9';

/**
 * Lets registry and gateway follow each other over the control channel, as they do when they are apart: decisions become the graphs and the policy in force. Without
 * a registry the gateway serves what it had last; without either nobody knows which apps are third parties', and the start ends.
 */
export async function joinRegistry({
  registry: { keys, ports, subjectSecret, hopMaster, deliveryFolder, auditFolder, auditMemory },
  started,
  routes,
  hopKey,
  firstParty,
  begun,
  goldenQueries,
  plugins,
  ownPorts,
  say,
}: JoinOptions): Promise<JoinedRegistry> {
  let isClosing = false;
  const log = (line: object): void => {
    if (isClosing) return;
    if (!QUIET.has((line as { event?: string }).event ?? '')) say(JSON.stringify(line));
  };
  const secret = generateHopSecret();
  const hub = hubOnThisMachine(ownPorts);
  const vendors = { loopback: plugins, hub: () => hub };
  let plane: ControlPlane | null = null;
  const orm = started.running?.orm;
  if (orm) {
    ports.attach(orm);
    plane = await runControlPlane({
      orm,
      policyKeys: () => keys.signing('policy'),
      graphKeys: () => keys.signing('graphs'),
      followKeyset: async (take) => attendKeys({ keys, take, log }),
      subjectSecret,
      audit: { keys: () => keys.signing('ledger'), folder: auditFolder, memory: auditMemory, keepDays: null },
      control: { host: '127.0.0.1', port: 0, gateways: [{ name: 'gateway', secret }] },
      firstParty,
      canary: createCanary({ hopMaster, reach: { routes, hopKey }, vendors }),
      goldenQueries,
      compose: begunOrAnew(firstParty, begun),
      log,
    });
    ownPorts.push(Number(new URL(plane.url).port));
  }
  try {
    const delivery = await openDelivery({
      url: plane?.url ?? AWAY,
      secret,
      rootKeys: keys.roots,
      hopMaster,
      folder: deliveryFolder,
      routes,
      log,
      patienceMs: plane ? 60_000 : 0,
    });
    return {
      delivery,
      async close() {
        await delivery.close();
        // A graph that is being composed or tried is begun again at the next start: nobody waits for it longer.
        isClosing = true;
        await Promise.race([plane?.close(), sleep(COMPOSING_MS)]);
      },
    };
  } catch (error) {
    await plane?.close();
    if (plane || !(error instanceof Error)) throw error;
    throw new StartError(
      `The registry cannot start (${started.reason}), and nothing it signed is kept: ${error.message}`,
    );
  }
}

/** Brings the evidence to the registry for as long as the hub runs. */
export function shipToRegistry(
  { running }: StartedDepartment,
  { ledger }: HubLedger,
  say: (line: string) => void,
): () => Promise<void> {
  if (!running) return async () => {};
  return shipArchive({
    folder: ledger.archive,
    ledger: 'citygraph',
    entries: ledger.entries,
    send: (batch) => takeExchanges(running.orm.em.fork(), batch),
    log: (line) => say(JSON.stringify(line)),
  });
}

/** What was composed before the registry was there is not composed again. */
function begunOrAnew(firstParty: JoinOptions['firstParty'], begun: JoinOptions['begun']) {
  const known = new Map(firstParty.map(({ name, sdl }) => [name, sdl]));
  return async (options: ComposeOptions): Promise<Composition> => {
    const isTheSame =
      options.subgraphs.length === known.size && options.subgraphs.every(({ name, sdl }) => known.get(name) === sdl);
    return begun && isTheSame ? begun : compose(options);
  };
}
