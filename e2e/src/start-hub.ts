import { type ChildProcess, spawn } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '@citygraph/services';
import { HOUSE, type HubClient, hubClient } from './hub-client.ts';

const MAIN = join(HOUSE, 'deploy/all-in-one/dist/main.js');
/** What a hub of the default city left, which `npm run test:e2e` has started once; a file that is run alone has none. */
const STARTED = process.env.CITYGRAPH_E2E_STARTED;

export interface RunningHub extends HubClient {
  readonly port: number;
  readonly dataDir: string;
  readonly pid: number;
  /** Everything the process printed so far. */
  output(): string;
  /** Ends the process as an operator would; its files stay. */
  stop(): Promise<number | null>;
  /** Ends the process and removes its files. */
  close(): Promise<void>;
}

export interface HubOptions {
  readonly dataDir?: string;
  readonly port?: number;
  readonly args?: readonly string[];
  /** Lets the demo city's vendors run; otherwise suites have the city alone. */
  readonly vendors?: boolean;
  /** Makes its keys, databases and graph itself, as a hub does that is started for the first time; otherwise it finds those of a default city. */
  readonly seeds?: boolean;
}

/** Starts the hub as `npm start` does, on a free port with files of its own, and waits until it says it is ready. */
export async function startHub({
  dataDir,
  port,
  args = [],
  vendors = false,
  seeds = false,
}: HubOptions = {}): Promise<RunningHub> {
  const folder = dataDir ?? (await mkdtemp(join(tmpdir(), 'citygraph-e2e-')));
  if (dataDir === undefined && STARTED !== undefined && !seeds) await cp(STARTED, folder, { recursive: true });
  const at = port ?? (await freePort());
  const origin = `http://localhost:${at}`;
  const { child, output } = runHub([
    '--port',
    String(at),
    '--data',
    folder,
    ...(vendors ? [] : ['--no-vendors']),
    ...args,
  ]);
  const hub: RunningHub = {
    ...hubClient({ origin, explorer: origin, dataDir: folder }),
    port: at,
    dataDir: folder,
    pid: child.pid ?? 0,
    output,
    async stop() {
      if (child.exitCode === null) {
        const ended = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGTERM');
        await Promise.race([ended, sleep(10_000, undefined, { ref: false }).then(() => child.kill('SIGKILL'))]);
      }
      return child.exitCode;
    },
    async close() {
      await hub.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
  for (const until = Date.now() + 120_000; !output().includes('CityGraph is ready'); await sleep(50)) {
    if (child.exitCode !== null || Date.now() > until) {
      await hub.stop();
      throw new Error(`The hub did not start (exit code ${child.exitCode}):\n${output()}`);
    }
  }
  return hub;
}

/** Runs the hub's process without waiting for it to be ready: for starts that are meant to fail. */
export function runHub(args: readonly string[]): { child: ChildProcess; output: () => string } {
  const child = spawn(process.execPath, ['--max-semi-space-size=32', MAIN, ...args], {
    cwd: HOUSE,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      said += chunk;
    });
  }
  return { child, output: () => said };
}
