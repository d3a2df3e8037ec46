import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  demoCredentials,
  goldenQueriesOf,
  hubQuestions,
  introspectionOf,
  members,
  schemasOf,
  settleCity,
  writeHubFile,
} from '@citygraph/all-in-one';
import { type City, createCity } from '@citygraph/city';
import { type Credentials, loadRealm, realmAt, startKeycloak } from '@citygraph/identity';
import type { ServicesConfig } from './config.ts';
import { assertFree, freePort } from './free-port.ts';
import { hubSecrets } from './hub-secrets.ts';
import { type HubProcess, runProcess } from './run-process.ts';
import { serveExplorer } from './serve-explorer.ts';
import { databaseAccounts, databaseUrl, departmentFiles, gatewayFiles, type Topology } from './settings-of.ts';
import { startMariaDb } from './start-mariadb.ts';
import { startRedis } from './start-redis.ts';
import { writeFiles } from './write-files.ts';

export interface Services {
  readonly origin: string;
  readonly explorer: string;
  readonly issuer: string;
  readonly metrics: string;
  readonly city: City;
  readonly credentials: Credentials;
  /** Departments, registry and gateway. */
  readonly processes: readonly HubProcess[];
  close(): Promise<void>;
}

const HOUSE = fileURLToPath(new URL('../../../', import.meta.url));

/** The topology of the services profile as plain processes on this machine: MariaDB, Redis, Keycloak, seven departments, registry, gateway, explorer. */
export async function startServices(config: ServicesConfig, say: (line: string) => void = () => {}): Promise<Services> {
  const closers: (() => Promise<unknown>)[] = [];
  const opened = async <T extends { close(): Promise<unknown> }>(starting: Promise<T>): Promise<T> => {
    const started = await starting;
    closers.unshift(() => started.close());
    return started;
  };
  try {
    await assertFree(config.port, '--port');
    await assertFree(config.explorerPort, '--explorer-port');
    const { seed, scale } = settleCity(config);
    const city = createCity({ seed, scale });
    const secrets = await hubSecrets(config.dataDir);
    const realm = realmAt(loadRealm(), `http://localhost:${config.explorerPort}`);
    const credentials = await demoCredentials(config.dataDir, realm);
    const [database, redis, issuer] = await together([
      config.database ??
        opened(startMariaDb({ folder: join(config.dataDir, 'mariadb'), init: databaseAccounts(secrets) })),
      config.redis ?? opened(startRedis({ password: secrets.redis })),
      config.issuer ?? opened(startKeycloak({ realm, credentials })),
    ]);
    say('MariaDB, Redis and Keycloak are up.');
    const origin = `http://localhost:${config.port}`;
    const explorer = `http://localhost:${config.explorerPort}`;
    const signOn = typeof issuer === 'string' ? issuer : issuer.issuer;
    const at = new Map<string, string>();
    const controlPort = await freePort();
    const topology: Topology = {
      listen: { host: '127.0.0.1', departmentPort: 0, gatewayPort: config.port, controlPort },
      gatewayOrigin: `http://127.0.0.1:${config.port}`,
      departmentOrigin: (name) => at.get(name) ?? '',
      databaseOf: (name) =>
        typeof database === 'string'
          ? `${database}/citygraph_${name}`
          : databaseUrl(name, `127.0.0.1:${database.port}`, secrets),
      redis: typeof redis === 'string' ? redis : `redis://:${secrets.redis}@127.0.0.1:${redis.port}`,
      issuer: signOn,
      jwksUrl: `${signOn}/protocol/openid-connect/certs`,
      introspection: {
        ...introspectionOf(credentials),
        url: `${signOn}/protocol/openid-connect/token/introspect`,
      },
      explorerOrigin: explorer,
      docs: `${explorer}/docs`,
      schemas: await schemasOf(members),
      goldenQueries: goldenQueriesOf(hubQuestions(city)),
      keyCacheFile: 'sign-on-keys.json',
      ledgerFolder: join(config.dataDir, 'ledger'),
      auditFolder: join(config.dataDir, 'audit'),
      isControlOverTls: false,
      deliveryFolder: join(config.dataDir, 'delivery'),
      controlOrigin: `http://127.0.0.1:${controlPort}`,
      documents: hubQuestions(city).map(({ document }) => document),
      metricsPort: await freePort(),
      city: { seed, scale },
    };
    const logs = join(config.dataDir, 'logs');
    await mkdir(logs, { recursive: true, mode: 0o700 });
    const run = async (name: string, script: string, files: Readonly<Record<string, string>>): Promise<HubProcess> => {
      const folder = await writeFiles(join(config.dataDir, 'processes', name), files);
      const command = [join(HOUSE, script), '--config', join(folder, 'settings.json')];
      return opened(runProcess({ name, command, logFile: join(logs, `${name}.log`), readyMs: 300_000 }));
    };
    const running = await together(
      members.map(async ({ name }) => {
        const department = await run(name, scriptOf(name), departmentFiles(name, topology, secrets));
        at.set(name, department.url);
        return department;
      }),
    );
    say(`${running.length - 1} departments and the registry are up.`);
    const gateway = await run('gateway', 'gateway/dist/main.js', gatewayFiles(topology, secrets));
    const page = await serveExplorer({
      port: config.explorerPort,
      endpoint: `${origin}/graphql`,
      issuer: signOn,
      city,
    });
    closers.unshift(() => new Promise((resolve) => page.close(resolve).closeAllConnections()));
    await writeHubFile(config.dataDir, { origin, issuer: signOn });
    return {
      origin,
      explorer,
      issuer: signOn,
      metrics: `http://127.0.0.1:${topology.metricsPort}/metrics`,
      city,
      credentials,
      processes: [...running, gateway],
      close: () => closeAll(closers),
    };
  } catch (error) {
    await closeAll(closers);
    throw error;
  }
}

const scriptOf = (name: string): string => `${name === 'registry' ? 'marketplace' : 'subgraphs'}/${name}/dist/main.js`;

/** All of them, or the first error once every one has come to its end: nothing is left half started behind a rejection. */
async function together<T extends readonly unknown[]>(
  starting: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const settled = await Promise.allSettled(starting);
  const failed = settled.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
  return settled.map((one) => (one as PromiseFulfilledResult<unknown>).value) as never;
}

/** In the opposite order of their start: the gateway drains while the departments still answer. */
async function closeAll(closers: (() => Promise<unknown>)[]): Promise<void> {
  for (const close of closers.splice(0)) await close();
}
