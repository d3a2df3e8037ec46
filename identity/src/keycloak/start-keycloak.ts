import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Credentials, realmWithCredentials } from '../realm/credentials.ts';
import type { Realm } from '../realm/realm.ts';

const VERSION = '26.7.0';
const ARTEFACT = `org.keycloak:keycloak-quarkus-dist:${VERSION}:tar.gz`;
const READY_MS = 180_000;

export interface RunningKeycloak {
  readonly issuer: string;
  close(): Promise<void>;
}

/** A real Keycloak in development mode on loopback, with our realm; for tests. Brought by Maven, kept in the user's cache. */
export async function startKeycloak({
  realm,
  credentials,
}: {
  realm: Realm;
  credentials: Credentials;
}): Promise<RunningKeycloak> {
  const distribution = await unpacked();
  const home = await mkdtemp(join(tmpdir(), 'citygraph-keycloak-'));
  execFileSync('cp', ['-a', `${distribution}/.`, home]);
  await mkdir(join(home, 'data/import'), { recursive: true });
  const file = join(home, `data/import/${realm.realm}-realm.json`);
  await writeFile(file, JSON.stringify(realmWithCredentials(realm, credentials)), { mode: 0o600 });
  const port = await freePort();
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
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      said = (said + chunk).slice(-8_000);
    });
  }
  const close = async (): Promise<void> => {
    await stop(child);
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

/** The distribution's folder, unpacked once outside any work tree. */
async function unpacked(): Promise<string> {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  const folder = join(cache, 'citygraph', `keycloak-${VERSION}`);
  if (existsSync(join(folder, 'bin/kc.sh'))) return folder;
  const archive = join(
    homedir(),
    `.m2/repository/org/keycloak/keycloak-quarkus-dist/${VERSION}/keycloak-quarkus-dist-${VERSION}.tar.gz`,
  );
  if (!existsSync(archive)) {
    try {
      execFileSync('mvn', ['-q', '-B', 'dependency:get', `-Dartifact=${ARTEFACT}`, '-Dtransitive=false'], {
        stdio: 'ignore',
      });
    } catch (error) {
      throw new Error(
        `Keycloak ${VERSION} could not be brought by Maven (install Java 17 and Maven, then try again): ${error}`,
      );
    }
  }
  const beside = `${folder}.${process.pid}`;
  await mkdir(beside, { recursive: true });
  execFileSync('tar', ['-xzf', archive, '-C', beside, '--strip-components=1']);
  await rename(beside, folder).catch(() => rm(beside, { recursive: true, force: true }));
  return folder;
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
  if (child.exitCode !== null || child.pid === undefined) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const group = -child.pid;
  process.kill(group, 'SIGTERM');
  await Promise.race([
    ended,
    sleep(10_000, undefined, { ref: false }).then(() => {
      if (child.exitCode === null) process.kill(group, 'SIGKILL');
    }),
  ]);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No port was assigned.');
  return address.port;
}
