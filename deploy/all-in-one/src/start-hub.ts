import { existsSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { type City, createCity } from '@citygraph/city';
import { generateHopSecret, generateSigningKey, type SigningKey, StartError } from '@citygraph/contract';
import { siteFolder } from '@citygraph/explorer';
import {
  createGateway,
  followGuardians,
  type Gateway,
  hubOnThisMachine,
  listen,
  portOf,
  type SubgraphTarget,
} from '@citygraph/gateway';
import { type Credentials, createStandIn, createTokenVerifier, loadRealm, realmAt } from '@citygraph/identity';
import { reachServer, type Subgraph } from '@citygraph/kit';
import { openKeyFolder } from '@citygraph/registry';
import { assertSignOn } from './assert-sign-on.ts';
import { composedMembers, composeMembers, schemasOf } from './compose-departments.ts';
import type { HubConfig } from './config.ts';
import { lockFolder, usableFolder } from './data-folder.ts';
import { databaseOf } from './database-of.ts';
import { departments, members } from './departments.ts';
import { cityDocs, SUBSCRIBE_PAGE } from './docs-room.ts';
import { frontDoor, type Handler, loopbackHosts } from './front-door.ts';
import { writeHubFile } from './hub-file.ts';
import { openHubLedger } from './hub-ledger.ts';
import { joinRegistry, openHubRegistry, shipToRegistry } from './hub-registry.ts';
import { pageHeaders } from './page-headers.ts';
import { goldenQueriesOf, hubQuestions, QUESTION_APPS } from './registry-questions.ts';
import { demoCredentials, introspectionOf } from './secrets.ts';
import { seedApart } from './seed-apart.ts';
import { type SettledConfig, settleCity } from './settle-city.ts';
import { type StartedDepartment, startDepartment } from './start-department.ts';
import { staticSite } from './static-site.ts';
import { openVendors, type Vendors } from './vendors/start-vendors.ts';
import { vendorQuestions } from './vendors/vendor-questions.ts';

export interface Hub {
  readonly origin: string;
  readonly issuer: string;
  /** Address of the internal metrics listener. */
  readonly metrics: string;
  /** Folder with who saw whose data. */
  readonly ledger: string;
  /** How many people the seeded city has, and who may be signed in as. */
  readonly residents: number;
  readonly demo: City['demo'];
  readonly seed: number;
  readonly scale: number;
  readonly adHocSensitive: boolean;
  /** Where plugins on this machine may be. */
  readonly plugins: readonly string[];
  /** The demo city's vendors, whom whoever starts the hub runs when it is ready; null: it has none. */
  readonly vendors: Vendors | null;
  readonly credentials: Credentials;
  readonly departments: readonly StartedDepartment[];
  /** Lets requests in flight finish, then closes everything. */
  close(): Promise<void>;
}

/** The whole hub in one process: sign-on, departments, gateway, explorer; one port on loopback. */
export async function startHub(
  wanted: HubConfig,
  say: (line: string) => void = () => {},
  signal: AbortSignal = new AbortController().signal,
): Promise<Hub> {
  const rooms: { handler: Handler } = {
    handler: (_, res) => res.writeHead(503, { 'retry-after': '1' }).end(),
  };
  // The port is taken first: whoever finds it busy has changed nothing yet.
  const answer = async (...[req, res]: Parameters<Handler>): Promise<void> => void (await rooms.handler(req, res));
  const server = await listen((req, res) => void answer(req, res).catch(() => res.destroy()), {
    port: wanted.port,
    host: '127.0.0.1',
    flag: '--port',
  });
  const closers: (() => unknown)[] = [() => shut(server)];
  try {
    usableFolder(wanted.dataDir);
    // Before the folder is told whose city it holds: the hub that comes second must not have said so.
    closers.push(lockFolder(wanted.dataDir));
    const config = settleCity(wanted);
    const origin = `http://localhost:${config.port}`;
    const issuer = config.issuer ?? `${origin}/realms/citygraph`;
    const realm = realmAt(loadRealm(), origin);
    const credentials = await demoCredentials(config.dataDir, realm);
    const tokens = createTokenVerifier({
      issuer,
      keyCacheFile: join(config.dataDir, 'sign-on-keys.json'),
      introspection: introspectionOf(credentials),
      log: (line) => say(JSON.stringify(line)),
    });
    closers.unshift(() => tokens.close());
    if (config.issuer) await assertSignOn(config.issuer, tokens, say);
    if (config.database) await reachServer(config.database);
    const vendors = config.vendors ? await openVendors(config.dataDir, say) : null;
    closers.unshift(() => vendors?.close());
    const plugins = [...config.plugins, ...(vendors?.addresses ?? [])];
    const city = createCity({ seed: config.seed, scale: config.scale });
    const standIn = config.issuer
      ? null
      : await createStandIn({
          realm,
          credentials,
          issuer,
          storeFile: join(config.dataDir, 'sign-on.sqlite'),
          log: (line) => say(JSON.stringify(line)),
        });
    if (standIn) closers.unshift(() => standIn.close());

    const questions = [...hubQuestions(city), ...(vendors ? vendorQuestions(city) : [])];
    const keys = await openKeyFolder(join(config.dataDir, 'registry', 'keys'));
    const isFirst = !existsSync(join(config.dataDir, 'gateway'));
    // While databases are filled.
    const schemas = schemasOf(members);
    const begun = isFirst
      ? schemas.then(async (firstParty) => (await composedMembers(firstParty)) ?? composeMembers(firstParty))
      : null;
    // Whoever waits for them hears of it; until then it is nobody's unhandled rejection.
    schemas.catch(() => {});
    begun?.catch(() => {});
    await seedApart(config, say, signal);
    signal.throwIfAborted();
    const hopKey = await generateSigningKey();
    const kept = await openHubLedger(config.dataDir, keys, say);
    closers.unshift(() => kept.ledger.close());
    /** No stranger is sent back to us. */
    const ownPorts = [config.port];
    const hub = hubOnThisMachine(ownPorts);
    const registry = await openHubRegistry({
      dataDir: config.dataDir,
      keys,
      ledger: kept,
      plugins,
      ownPorts,
      pace: config.rollouts,
    });
    closers.unshift(() => registry.ports.close());
    const started = await startMembers([...departments, registry.subgraph], config, city, hopKey, say);
    closers.unshift(() => Promise.all(started.map(({ department }) => department.running?.close())));
    ownPorts.push(...started.flatMap(({ department }) => (department.running ? [portIn(department.running.url)] : [])));
    // The registry alone has nothing to say: what it keeps is about the others' data.
    assertSomebodyStarted(
      started.map(({ department }) => department).filter(({ name }) => name !== registry.subgraph.name),
    );
    signal.throwIfAborted();

    const own = started.find(({ department }) => department.name === registry.subgraph.name)?.department;
    if (!own) throw new Error('The registry was not started.');
    const isWhole = started.every(({ department }) => department.running !== null);
    const joined = await joinRegistry({
      registry,
      started: own,
      routes: Object.fromEntries(
        started.map(({ department: { name, running }, hop }): [string, SubgraphTarget] => [
          name,
          { url: running?.url ?? DOWN, tier: 'department', hop },
        ]),
      ),
      hopKey,
      firstParty: await schemas,
      begun,
      // What nobody answers now says nothing of a graph.
      goldenQueries: isWhole ? goldenQueriesOf(questions) : [],
      plugins,
      ownPorts,
      say,
    });
    closers.unshift(() => joined.close());
    const { reports } = joined.delivery;
    const gateway = await joined.delivery.start((supergraph) =>
      createGateway({
        supergraph,
        principal: (authorization) => tokens.principal(authorization),
        isKnown: (authorization) => tokens.knows(authorization),
        issuer,
        subscribeAt: `${origin}/docs/${SUBSCRIBE_PAGE}?plugin={plugin}`,
        hopKey,
        adHocSensitive: config.adHocSensitive,
        engine: config.engine,
        ledger: kept,
        sealing: registry.sealing,
        policy: { keys: joined.delivery.policyKeys, subjectSecret: registry.subjectSecret },
        trustedDocuments: questions.map(({ document }) => document),
        trustedDocumentApps: QUESTION_APPS,
        vendors: { loopback: plugins, hub: () => hub },
        ...(reports && { reports }),
        log: (line) => say(JSON.stringify(line)),
      }),
    );
    closers.unshift(() => gateway.close());
    closers.unshift(shipToRegistry(own, kept, say));
    closers.unshift(
      followGuardians({
        operate: gateway.operate,
        registry: registry.subgraph.name,
        log: (line) => say(JSON.stringify(line)),
      }),
    );
    const metrics = await metricsListener(gateway);
    closers.unshift(() => shut(metrics.server));
    ownPorts.push(portOf(metrics.server));

    rooms.handler = frontDoor({
      hosts: loopbackHosts(config.port),
      gateway: (req, res) => gateway.handle(req, res),
      signOn: standIn && ((req, res) => standIn.handler(req, res)),
      explorer: staticSite(siteFolder, pageHeaders(new URL(issuer).origin)),
      docs: cityDocs(pageHeaders()),
      explorerSettings: JSON.stringify({
        endpoint: '/graphql',
        issuer,
        clientId: 'citygraph-explorer',
        questions,
      }),
    });
    await writeHubFile(config.dataDir, { origin, issuer });
    return {
      origin,
      issuer,
      metrics: metrics.url,
      ledger: kept.folder,
      residents: city.residents.length,
      demo: city.demo,
      seed: config.seed,
      scale: config.scale,
      adHocSensitive: config.adHocSensitive,
      plugins: config.plugins,
      vendors,
      credentials,
      departments: started.map(({ department }) => department),
      async close() {
        await vendors?.close();
        await gateway.drain();
        await closeAll(closers);
      },
    };
  } catch (error) {
    await closeAll(closers);
    throw error;
  }
}

/** Nobody listens on the discard port of loopback: a department that is down is refused at once. */
const DOWN = 'http://127.0.0.1:9/graphql';

function startMembers(
  members: readonly Subgraph[],
  config: SettledConfig,
  city: City,
  hopKey: SigningKey,
  say: (line: string) => void,
) {
  return Promise.all(
    members.map(async (department) => {
      const hop = { keyId: `${department.name}-1`, secret: generateHopSecret() };
      const verify = { audience: department.name, keys: () => [hopKey.publicJwk], secrets: () => [hop] };
      const database = databaseOf(config, department.name);
      return { department: await startDepartment({ department, database, verify, city, say }), hop };
    }),
  );
}

const portIn = (url: string): number => Number(new URL(url).port);

function assertSomebodyStarted(started: readonly StartedDepartment[]): void {
  if (started.some(({ running }) => running)) return;
  throw new StartError(`No department can start: ${started[0]?.reason}`);
}

async function metricsListener(gateway: Gateway): Promise<{ server: Server; url: string }> {
  const server = await listen(
    (_, res) => {
      gateway.metrics().then(
        (text) => res.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(text),
        () => res.writeHead(500).end(),
      );
    },
    { port: 0, host: '127.0.0.1', flag: '--port' },
  );
  return { server, url: `http://127.0.0.1:${portOf(server)}/metrics` };
}

async function closeAll(closers: readonly (() => unknown)[]): Promise<void> {
  for (const close of closers) await close();
}

function shut(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 5_000).unref();
  });
}
