import cluster from 'node:cluster';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { dirname, join } from 'node:path';
import { StartError } from '@citygraph/contract';
import { parse } from 'graphql';
import type { GatewayConfig } from './config.ts';
import type { RedisCounters } from './counting/redis-counters.ts';
import { createGateway, type Gateway } from './create-gateway.ts';
import type { LocalLedger } from './ledger/local-ledger.ts';
import { shipArchive } from './ledger/ship-archive.ts';
import { followPolicy } from './policy/bundle/follow-policy.ts';
import { followGuardians } from './policy/follow-guardians.ts';
import {
  readHopKeyFile,
  readIntrospection,
  readNamed,
  readPolicyKeys,
  readPrivateKey,
  readSealing,
  readSecret,
  readTargets,
} from './read-key-files.ts';
import { listen, portOf } from './server/listen.ts';
import { serveMetrics } from './server/serve-metrics.ts';
import { fromRegistry, fromSource } from './start-from.ts';
import { hubOnThisMachine } from './transport/vendor/hub-addresses.ts';
import { wordsOf } from './words-of.ts';

export interface StartedGateway {
  readonly url: string;
  /** Of the internal listener; null: none was asked for. */
  readonly metricsUrl: string | null;
  /** For whoever adds up the metrics of several processes. */
  metricValues(): Promise<object[]>;
  /** Answers what is in flight, then closes everything; whoever is still busy after `graceMs` is cut. */
  stop(graceMs: number): Promise<void>;
}

/** The stand-alone gateway: loads first, listens then, so that health means loaded. Follows its supergraph, or its registry, from then on. */
export async function startGateway(config: GatewayConfig, log: (line: object) => void): Promise<StartedGateway> {
  const {
    supergraph: from,
    registry,
    port,
    host,
    metricsPort,
    identity,
    subgraphs,
    policy,
    sealing,
    ledger,
    trustedDocuments,
    adHocSensitive = identity === undefined,
    introspection = identity === undefined ? 'everyone' : 'signed-in',
    vendorsOnLoopback: loopback = [],
    hub: at,
    countersFile,
    hopKeyFile: _,
    ...others
  } = config;
  const { watch = true, pollIntervalMs = 10_000, workers = 1, ...options } = others;
  const witness = ledger?.witness;
  if (witness !== undefined) assertWitness(witness, subgraphs);
  const [targets, hopKey, seals, policyKeys] = await Promise.all([
    readTargets(subgraphs),
    readHopKeyFile(config),
    readSealing(sealing),
    policy ? readPolicyKeys(policy) : null,
  ]);
  const origin = registry
    ? await fromRegistry(registry, targets, log)
    : await fromSource({ what: 'supergraph', from: from ?? '' }, targets, { watch, pollIntervalMs }, log);
  const judging = policyKeys ?? origin.policy;
  const tokens = identity ? await tokenVerifier(identity, log) : null;
  const shared = countersFile === undefined ? null : await sharedCounters(countersFile, log);
  const kept = ledger ? await openConfiguredLedger(ledger, workers, log) : null;
  /** No vendor is sent back to us. */
  const ownPorts: number[] = [];
  const hub = hubOnThisMachine(ownPorts, at);
  const documents = trustedDocuments && (await readDocuments(trustedDocuments));
  const gateway = await origin.start((supergraph, given) =>
    createGateway({
      supergraph,
      log,
      ...options,
      ...given,
      ...(hopKey && { hopKey }),
      ...(seals.length > 0 && { sealing: seals }),
      ...(judging && { policy: judging }),
      ...(kept && { ledger: { ledger: kept.ledger, subjectSecret: kept.subjectSecret } }),
      ...(shared && { counters: shared.counters }),
      adHocSensitive,
      introspection,
      ...(documents && { trustedDocuments: documents }),
      vendors: { loopback, hub: () => hub },
      ...(identity && { issuer: identity.issuer }),
      ...(tokens && {
        principal: (authorization?: string) => tokens.principal(authorization),
        isKnown: (authorization?: string) => tokens.knows(authorization),
      }),
    }),
  );
  const closers: (() => unknown)[] = [
    () => gateway.close(),
    () => tokens?.close(),
    () => shared?.close(),
    ...(kept ? [kept.ledger, ...kept.adopted].map((one) => () => one.close()) : []),
  ];
  const opened: Server[] = [];
  try {
    closers.unshift(() => origin.close());
    if (policy) closers.unshift(await followPolicy(policy, gateway, log));
    if (kept && witness !== undefined) {
      for (const one of [kept.ledger, ...kept.adopted]) closers.unshift(shipTo(witness, one, gateway, log));
      if (subgraphs?.government?.hop)
        closers.unshift(followGuardians({ operate: gateway.operate, registry: witness, log }));
    } else if (policy) {
      log(NOT_FOLLOWED);
    }
    const server = await listen((req, res) => void gateway.handle(req, res), { port, host, flag: '--port' });
    opened.push(server);
    ownPorts.push(portOf(server));
    const internal = metricsPort === undefined ? null : await serveMetrics(metricsPort, gateway.metrics);
    if (internal) {
      opened.push(internal);
      ownPorts.push(portOf(internal));
    }
    if (loopback.length > 0) {
      log({ event: 'vendors-on-loopback', addresses: loopback, note: 'They are asked over http.' });
    }
    origin.follow(gateway);
    return {
      url: `http://${host.includes(':') ? `[${host}]` : host}:${portOf(server)}/graphql`,
      metricsUrl: internal && `http://127.0.0.1:${portOf(internal)}/metrics`,
      metricValues: gateway.metricValues,
      async stop(graceMs) {
        const grace = new Promise((resolve) => setTimeout(resolve, graceMs).unref());
        for (const listener of opened) listener.close();
        await Promise.race([gateway.drain(), grace]);
        for (const listener of opened) listener.closeAllConnections();
        for (const close of closers) await close();
      },
    };
  } catch (error) {
    for (const listener of opened) listener.close();
    for (const close of closers) await close();
    throw error;
  }
}

/** Loaded where it is wanted: a gateway that counts alone knows nothing of Redis. */
async function sharedCounters(file: string, log: (line: object) => void): Promise<RedisCounters> {
  const url = (await readNamed(file, 'countersFile')).trim();
  if (!/^rediss?:\/\//.test(url) || !URL.canParse(url)) {
    throw new StartError(`The file that the setting countersFile names holds no usable address: ${file}.`);
  }
  const { redisCounters } = await import('./counting/redis-counters.ts');
  return redisCounters(url, log);
}

/** Processes that share their settings take a part of the folder each. */
async function openConfiguredLedger(
  {
    folder,
    name,
    keyFile,
    keyFiles = [],
    subjectSecretFile,
    timestampUrl,
    witness,
  }: NonNullable<GatewayConfig['ledger']>,
  workers: number,
  log: (line: object) => void,
): Promise<KeptLedger> {
  const [keys, subjectSecret, { adoptParts, openLocalLedger, openLedgerPart }] = await Promise.all([
    Promise.all(
      keyFile === undefined
        ? keyFiles.map((file) => readPrivateKey(file, 'ledger.keyFiles'))
        : [readPrivateKey(keyFile, 'ledger.keyFile')],
    ),
    readSecret(subjectSecretFile, 'ledger.subjectSecretFile'),
    import('./ledger/local-ledger.ts'),
  ]);
  const timestamp = timestampUrl === undefined ? undefined : await authorityAt(timestampUrl);
  const key = keys.at(-1);
  if (!key) throw new StartError('The setting ledger.keyFiles names no key: give one, or the old and the new.');
  const formerKeys = keys.slice(0, -1).map(({ publicJwk }) => publicJwk);
  const openLedger = cluster.isWorker ? openLedgerPart : openLocalLedger;
  const options = {
    folder,
    ledger: name ?? (witness === undefined ? 'citygraph' : await nameIn(folder)),
    key,
    formerKeys,
    log,
    timestamp,
  };
  const ledger = await openLedger(options);
  try {
    return { subjectSecret, ledger, adopted: await adoptParts(options, cluster.isWorker ? workers : 0) };
  } catch (error) {
    await ledger.close();
    throw error;
  }
}

interface KeptLedger {
  readonly ledger: LocalLedger;
  /** What earlier runs left: it is archived and shipped, and nothing new comes to it. */
  readonly adopted: readonly LocalLedger[];
  readonly subjectSecret: Uint8Array;
}

async function nameIn(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch(() => {
    throw new StartError(`The folder ${folder} cannot hold a ledger.`);
  });
  const { keptLedgerName } = await import('./ledger/kept-name.ts');
  return keptLedgerName(folder);
}

/** Loaded where it is wanted. */
const authorityAt = (url: string) =>
  import('./ledger/timestamp-authority.ts').then(({ timestampAuthority }) => timestampAuthority(url));

function assertWitness(witness: string, subgraphs: GatewayConfig['subgraphs'] = {}): void {
  if (subgraphs[witness]?.hop) return;
  throw new StartError(`The setting ledger.witness is wrong: ${witness} must be among subgraphs, with a hop.`);
}

/** Brings the evidence to its witness for as long as the gateway runs. */
function shipTo(
  witness: string,
  ledger: LocalLedger,
  gateway: Gateway,
  log: (line: object) => void,
): () => Promise<void> {
  return shipArchive({
    folder: ledger.archive,
    ledger: ledger.name,
    entries: ledger.entries,
    send: async (batch) => {
      const answer = await gateway.operate(witness, 'recordExchanges', batch);
      const { sequence } = (answer ?? {}) as { sequence?: unknown };
      if (typeof sequence === 'number') return { sequence };
      throw new Error(`${witness} gave an answer that cannot be read.`);
    },
    onLook: gateway.noteEvidence,
    log,
  });
}

async function readDocuments(folder: string): Promise<string[]> {
  let names: string[];
  try {
    names = (await readdir(folder)).filter((name) => name.endsWith('.graphql')).sort();
  } catch {
    throw new StartError(`The folder that the setting trustedDocuments names cannot be read: ${folder}.`);
  }
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(folder, name), 'utf8');
      try {
        parse(text);
      } catch (error) {
        throw new StartError(
          `The document ${name} in ${folder} (setting trustedDocuments) is no GraphQL: ${wordsOf(error)}`,
        );
      }
      return text;
    }),
  );
}

/** Sign-on is loaded only where it is configured: a stand-alone gateway starts without it. */
async function tokenVerifier(
  { introspection: asking, ...identity }: NonNullable<GatewayConfig['identity']>,
  log: (line: object) => void,
) {
  const [{ createTokenVerifier }, introspection] = await Promise.all([
    import('@citygraph/identity'),
    asking && readIntrospection(asking),
  ]);
  await mkdir(dirname(identity.keyCacheFile), { recursive: true });
  return createTokenVerifier({ ...identity, ...(introspection && { introspection }), log });
}

/** Said at every start: a deployment with consents of guardians has to know it. */
const NOT_FOLLOWED = {
  level: 'warn',
  event: 'guardians-not-followed',
  note: 'No registry is named that keeps consents: those that guardians gave do not end with the guardianship here.',
  advice: 'Set ledger.witness to the registry’s name among the subgraphs.',
};
