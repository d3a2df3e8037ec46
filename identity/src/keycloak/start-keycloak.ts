import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertCredentials, type Credentials, realmWithCredentials } from '../realm/credentials.ts';
import type { Realm } from '../realm/realm.ts';
import { assertRuns, type DistributionOptions, unpackedKeycloak } from './distribution.ts';

const READY_MS = 180_000;

export interface KeycloakOptions extends DistributionOptions {
  readonly realm: Realm;
  readonly credentials: Credentials;
  /** Default: a free one. */
  readonly port?: number;
  /** Command that answers `-version`. */
  readonly java?: string;
}

export interface RunningKeycloak {
  readonly issuer: string;
  close(): Promise<void>;
}

/** A real Keycloak in development mode on loopback, with our realm; for tests. Brought by Maven, kept in the user's cache. */
export async function startKeycloak({
  realm,
  credentials,
  port: chosen,
  ...tools
}: KeycloakOptions): Promise<RunningKeycloak> {
  assertCredentials(realm, credentials);
  assertRuns(tools.java ?? 'java', ['-version'], 'Keycloak needs Java 17 or newer (apt: default-jre-headless)');
  const distribution = await unpackedKeycloak(tools);
  const home = await mkdtemp(join(tmpdir(), 'citygraph-keycloak-'));
  execFileSync('cp', ['-a', `${distribution}/.`, home]);
  await mkdir(join(home, 'data/import'), { recursive: true });
  const file = join(home, `data/import/${realm.realm}-realm.json`);
  await writeFile(file, JSON.stringify(realmWithCredentials(realm, credentials)), { mode: 0o600 });
  const port = chosen ?? (await freePort());
  const child = spawn(
    join(home, 'bin/kc.sh'),
    ['start-dev', '--import-realm', `--http-port=${port}`, '--http-host=127.0.0.1'],
    {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        KC_BOOTSTRAP_ADMIN_USERNAME: 'bootstrap',
        KC_BOOTSTRAP_ADMIN_PASSWORD: randomBytes(18).toString('base64url'),
        JAVA_OPTS_APPEND: '-Xms64m -Xmx512m -XX:TieredStopAtLevel=1',
      },
    },
  );
  // Its process group would outlive a test run that ends in a hurry.
  const orphaned = (): void => killGroup(child, 'SIGKILL');
  process.once('exit', orphaned);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      said = (said + chunk).slice(-8_000);
    });
  }
  const close = async (): Promise<void> => {
    await stop(child);
    process.off('exit', orphaned);
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  };
  const issuer = `http://127.0.0.1:${port}/realms/${realm.realm}`;
  try {
    await answers(`${issuer}/.well-known/openid-configuration`, child);
  } catch (error) {
    await close();
    throw new Error(`Keycloak did not start (${error instanceof Error ? error.message : error}):\n${said}`);
  }
  return { issuer, close };
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  for (const until = Date.now() + READY_MS; ; await sleep(250)) {
    if (child.exitCode !== null) throw new Error(`exit code ${child.exitCode}`);
    const response = await fetch(url).catch(() => null);
    if (response?.ok) return;
    if (Date.now() > until) throw new Error(`not ready after ${READY_MS / 1000} s`);
  }
}

/** `kc.sh` starts a JVM of its own: the whole process group is ended. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  killGroup(child, 'SIGTERM');
  if (await Promise.race([ended.then(() => true), sleep(10_000, false, { ref: false })])) return;
  killGroup(child, 'SIGKILL');
  await ended;
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It ended in between.
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No port was assigned.');
  return address.port;
}
