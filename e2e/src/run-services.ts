import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '@citygraph/services';
import { HOUSE, type HubClient, hubClient } from './hub-client.ts';

const MAIN = join(HOUSE, 'deploy/services/dist/main.js');

export interface RunningServices extends HubClient {
  readonly pid: number;
  readonly dataDir: string;
  output(): string;
  /** Process id of a department or of `gateway`, as the start printed it. */
  pidOf(name: string): number;
  /** Ends everything as an operator would; files stay. Answers the exit code. */
  stop(): Promise<number | null>;
  /** Ends everything and removes the files. */
  close(): Promise<void>;
}

/** Starts the services profile as `npm run start:services` does, on free ports, and waits until it says it is ready. */
export async function runServices(dataDir?: string): Promise<RunningServices> {
  const folder = dataDir ?? (await mkdtemp(join(tmpdir(), 'citygraph-services-')));
  const [port, explorerPort] = [await freePort(), await freePort()];
  const flags = ['--port', String(port), '--explorer-port', String(explorerPort), '--data', folder];
  const child = spawn(process.execPath, [MAIN, ...flags], {
    cwd: HOUSE,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += chunk;
    });
  }
  const services: RunningServices = {
    ...hubClient({
      origin: `http://localhost:${port}`,
      explorer: `http://localhost:${explorerPort}`,
      dataDir: folder,
      registersDocuments: true,
    }),
    pid: child.pid ?? 0,
    dataDir: folder,
    output: () => said,
    pidOf: (name) => Number(new RegExp(`^ +${name} +(\\d+) `, 'm').exec(said)?.[1]),
    stop: () => stopped(child),
    async close() {
      await stopped(child);
      await rm(folder, { recursive: true, force: true });
    },
  };
  for (const until = Date.now() + 240_000; !said.includes('CityGraph is ready'); await sleep(100)) {
    if (child.exitCode !== null || Date.now() > until) {
      await services.close();
      throw new Error(`The services did not start (exit code ${child.exitCode}):\n${said}`);
    }
  }
  return services;
}

async function stopped(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null) {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await Promise.race([ended, sleep(60_000, undefined, { ref: false }).then(() => child.kill('SIGKILL'))]);
  }
  return child.exitCode;
}
