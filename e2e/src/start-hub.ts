import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from './start-mariadb.ts';

const HOUSE = fileURLToPath(new URL('../../', import.meta.url));
const MAIN = join(HOUSE, 'deploy/all-in-one/dist/main.js');
const TOKEN = join(HOUSE, 'deploy/all-in-one/dist/token.js');

export interface GraphQLAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly data: Record<string, unknown> | null | undefined;
  readonly errors: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions: { readonly code?: string; readonly coordinate?: string; readonly count?: number };
  }[];
  /** The body as it came over the wire. */
  readonly text: string;
}

export interface Asking {
  /** Handle of a demo person; without it: anonymous. */
  readonly as?: string;
  readonly purpose?: string;
  readonly onCase?: string;
  readonly headers?: Record<string, string>;
}

export interface RunningHub {
  readonly origin: string;
  readonly port: number;
  readonly dataDir: string;
  readonly pid: number;
  /** Everything the process printed so far. */
  output(): string;
  ask(document: string, variables?: Record<string, unknown>, asking?: Asking): Promise<GraphQLAnswer>;
  /** An access token by `npm run token`'s script, kept for later calls. */
  token(handle: string): Promise<string>;
  /** Ends the process as an operator would; its files stay. */
  stop(): Promise<number | null>;
  /** Ends the process and removes its files. */
  close(): Promise<void>;
}

export interface HubOptions {
  readonly dataDir?: string;
  readonly port?: number;
  readonly args?: readonly string[];
}

/** Starts the hub as `npm start` does, on a free port with files of its own, and waits until it says it is ready. */
export async function startHub({ dataDir, port, args = [] }: HubOptions = {}): Promise<RunningHub> {
  const folder = dataDir ?? (await mkdtemp(join(tmpdir(), 'citygraph-e2e-')));
  const at = port ?? (await freePort());
  const origin = `http://localhost:${at}`;
  const { child, output } = runHub(['--port', String(at), '--data', folder, ...args]);
  const tokens = new Map<string, Promise<string>>();
  const hub: RunningHub = {
    origin,
    port: at,
    dataDir: folder,
    pid: child.pid ?? 0,
    output,
    async ask(document, variables = {}, { as, purpose, onCase, headers = {} } = {}) {
      const response = await fetch(`${origin}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/graphql-response+json',
          ...(as ? { authorization: `Bearer ${await hub.token(as)}` } : {}),
          ...(purpose ? { 'citygraph-purpose': purpose } : {}),
          ...(onCase ? { 'citygraph-case': onCase } : {}),
          ...headers,
        },
        body: JSON.stringify({ query: document, variables }),
      });
      const text = await response.text();
      const body = JSON.parse(text);
      return { status: response.status, headers: response.headers, data: body.data, errors: body.errors ?? [], text };
    },
    token(handle) {
      const known = tokens.get(handle) ?? printedToken(folder, handle);
      tokens.set(handle, known);
      return known;
    },
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

async function printedToken(dataDir: string, handle: string): Promise<string> {
  const child = spawn(process.execPath, [TOKEN, handle, '--data', dataDir], {
    cwd: HOUSE,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    said.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said.err += chunk;
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`No token for ${handle}: ${said.err}`);
  return said.out.trim();
}
