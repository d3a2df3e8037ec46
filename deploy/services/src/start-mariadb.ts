import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '@citygraph/contract';
import { endProcess } from './end-process.ts';
import { freePort } from './free-port.ts';

export interface MariaDbOptions {
  /** Where its data stays; null: files of its own that go with it, and no durability. */
  readonly folder: string | null;
  /** Run as the server's owner each time it starts: accounts, grants. */
  readonly init: string;
}

export interface MariaDb {
  readonly port: number;
  readonly pid: number;
  /** Ends the server; files without a folder of their own are removed. */
  close(): Promise<void>;
}

/** What goes with the server waits for no disk: a table that is made or dropped would, several times. */
const THROWN_AWAY = ['--innodb-flush-log-at-trx-commit=0', '--skip-innodb-doublewrite', '--innodb-flush-method=nosync'];

/** Starts a MariaDB on loopback and a free port. Its root enters by the socket only. */
export async function startMariaDb({ folder: kept, init }: MariaDbOptions): Promise<MariaDb> {
  const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/usr/bin` };
  assertInstalled(env);
  const folder = kept ?? (await mkdtemp(join(tmpdir(), 'citygraph-mariadb-')));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // A socket's path may have 107 bytes at most (unix(7)): it does not go into a folder that somebody chose.
  const run = await mkdtemp(join(tmpdir(), 'citygraph-mdb-'));
  const socket = join(run, 'socket');
  const owner = `--user=${userInfo().username}`;
  if (!existsSync(join(folder, 'data/mysql'))) {
    execFileSync(
      'mariadb-install-db',
      [
        '--no-defaults',
        `--datadir=${folder}/data`,
        owner,
        '--auth-root-authentication-method=normal',
        '--skip-test-db',
      ],
      { stdio: ['ignore', 'ignore', 'pipe'], env },
    );
  }
  const port = await freePort();
  const server = spawn(
    'mariadbd',
    [
      '--no-defaults',
      owner,
      `--datadir=${folder}/data`,
      `--socket=${socket}`,
      `--pid-file=${run}/pid`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      ...(kept === null ? THROWN_AWAY : []),
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
    await endProcess(server);
    await rm(run, { recursive: true, force: true });
    if (kept === null) await rm(folder, { recursive: true, force: true });
  };
  const asOwner = ['--no-defaults', `--socket=${socket}`, '-uroot'];
  try {
    await answers(server, () => execFileSync('mariadb-admin', [...asOwner, 'ping'], { stdio: 'ignore', env }));
    execFileSync('mariadb', asOwner, { env, input: init, stdio: ['pipe', 'ignore', 'pipe'] });
  } catch (error) {
    await close();
    throw new StartError(`MariaDB did not start: ${said.trim().split('\n').at(-1) || error}`);
  }
  return { port, pid: server.pid ?? 0, close };
}

function assertInstalled(env: NodeJS.ProcessEnv): void {
  try {
    execFileSync('mariadbd', ['--version'], { env, stdio: 'ignore' });
  } catch {
    throw new StartError(
      'MariaDB is not installed (apt: mariadb-server): install it, or give a server of yours with --database <url>.',
    );
  }
}

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
