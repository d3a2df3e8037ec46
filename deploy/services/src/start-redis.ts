import { execFileSync, spawn } from 'node:child_process';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '@citygraph/contract';
import { endProcess } from './end-process.ts';
import { freePort } from './free-port.ts';

export interface Redis {
  readonly port: number;
  readonly pid: number;
  close(): Promise<void>;
}

/** Starts a Redis on loopback and a free port. It keeps nothing: what it holds for us is over within a minute. */
export async function startRedis({ password }: { password: string }): Promise<Redis> {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
  } catch {
    throw new StartError(
      'Redis is not installed (apt: redis-server): install it, or give a server of yours with --redis <url>.',
    );
  }
  const port = await freePort();
  // Settings come by stdin: `ps` shows no password.
  const server = spawn('redis-server', ['-'], { stdio: ['pipe', 'pipe', 'pipe'] });
  server.stdin.end(redisSettings({ password, port, bind: '127.0.0.1' }));
  let said = '';
  for (const stream of [server.stdout, server.stderr]) {
    stream.on('data', (chunk) => {
      said = (said + chunk).slice(-2000);
    });
  }
  for (const until = Date.now() + 10_000; !(await listens(port)); await sleep(50)) {
    if (server.exitCode !== null || Date.now() > until) {
      await endProcess(server);
      throw new StartError(`Redis did not start: ${said.trim().split('\n').at(-1) ?? ''}`);
    }
  }
  return { port, pid: server.pid ?? 0, close: async () => void (await endProcess(server)) };
}

export const redisSettings = (options: { password: string; port: number; bind: string }): string =>
  [
    `bind ${options.bind}`,
    `port ${options.port}`,
    `requirepass ${options.password}`,
    'save ""',
    'appendonly no',
    'maxmemory 64mb',
    // A request id that was forgotten early could be sent again: rather refuse.
    'maxmemory-policy noeviction',
    '',
  ].join('\n');

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
