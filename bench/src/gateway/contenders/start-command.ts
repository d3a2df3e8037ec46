import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { endProcess } from '../../processes/end-process.ts';
import type { RunningGateway } from './contender.ts';
import { lastLine } from './run-command.ts';

export interface GatewayCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly url: string;
}

const PATIENCE_MS = 60_000;
const POLL_MS = 100;

/** Starts a gateway and waits until it answers a query. */
export async function startCommand({ command, args, cwd, env, url }: GatewayCommand): Promise<RunningGateway> {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, NODE_ENV: 'production', APOLLO_TELEMETRY_DISABLED: 'true', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-2_000);
  });
  const ended = once(child, 'exit').then(([code]) => `ended with code ${code}: ${lastLine(complaint)}`);
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline) {
    const end = await Promise.race([ended, sleep(POLL_MS, null)]);
    if (end !== null) throw new Error(end);
    if (await answers(url)) return { url, pid: child.pid ?? 0, close: () => endProcess(child) };
  }
  await endProcess(child);
  throw new Error(`did not answer within ${PATIENCE_MS / 1000} s: ${lastLine(complaint)}`);
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ __typename }"}',
    });
    return (await response.text()).includes('"Query"');
  } catch {
    return false;
  }
}

/** For commands that want to be told theirs. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port was assigned.');
  server.close();
  await once(server, 'close');
  return address.port;
}
