import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { installCommands } from './install-commands.ts';

export interface MariaDb {
  /** Server address without a schema: `mysql://root@127.0.0.1:<port>`. */
  readonly url: string;
  /** Ends the server and removes its files. */
  close(): Promise<void>;
}

const SEARCH_PATH = `${process.env.PATH}:/usr/sbin:/usr/bin`;

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No port was assigned.');
  return address.port;
}

/** Starts a MariaDB of its own: temporary files, loopback, free port, durability off (its data is thrown away). */
export async function startMariaDb(): Promise<MariaDb> {
  installCommands(['mariadbd']);
  const folder = await mkdtemp(join(tmpdir(), 'citygraph-mariadb-'));
  const port = await freePort();
  const env = { ...process.env, PATH: SEARCH_PATH };
  const owner = `--user=${userInfo().username}`;
  execFileSync(
    'mariadb-install-db',
    ['--no-defaults', `--datadir=${folder}/data`, owner, '--auth-root-authentication-method=normal', '--skip-test-db'],
    { stdio: ['ignore', 'ignore', 'pipe'], env },
  );
  const server = spawn(
    'mariadbd',
    [
      '--no-defaults',
      owner,
      `--datadir=${folder}/data`,
      `--socket=${folder}/socket`,
      `--pid-file=${folder}/pid`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      '--innodb-flush-log-at-trx-commit=0',
      '--innodb-buffer-pool-size=128M',
      '--character-set-server=utf8mb4',
      '--collation-server=utf8mb4_bin',
      '--max-connections=300',
      '--skip-name-resolve',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'], env },
  );
  let said = '';
  server.stderr?.on('data', (chunk) => {
    said = (said + chunk).slice(-4000);
  });
  const close = async (): Promise<void> => {
    await stop(server);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await answers(server, () => execFileSync('mariadb-admin', ping(folder), { stdio: 'ignore', env }));
  } catch (error) {
    await close();
    throw new Error(`MariaDB did not start: ${said || error}`);
  }
  execFileSync('mariadb', ['--no-defaults', `--socket=${folder}/socket`, '-uroot', '-e', GRANT_LOOPBACK], { env });
  return { url: `mysql://root@127.0.0.1:${port}`, close };
}

const GRANT_LOOPBACK =
  "create user if not exists root@'127.0.0.1'; grant all on *.* to root@'127.0.0.1' with grant option";

const ping = (folder: string): string[] => ['--no-defaults', `--socket=${folder}/socket`, '-uroot', 'ping'];

async function answers(server: ChildProcess, probe: () => void): Promise<void> {
  for (const until = Date.now() + 30_000; ; await sleep(100)) {
    if (server.exitCode !== null) throw new Error(`exit code ${server.exitCode}`);
    try {
      probe();
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
    }
  }
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGTERM');
  await Promise.race([ended, sleep(10_000, undefined, { ref: false }).then(() => server.kill('SIGKILL'))]);
}
