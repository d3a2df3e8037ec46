import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { HOUSE } from '../hub-client.ts';
import { type LoopbackRegistry, openLoopbackRegistry } from './loopback-registry.ts';
import { type PackedPackage, packedPackages } from './pack-packages.ts';

export interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly ms: number;
}

export interface Running {
  /** All that it printed. */
  output(): string;
  /** Rejects with the output when it has not printed this in time, or has ended. */
  says(text: string | RegExp): Promise<void>;
  /** Ctrl-C; answers what it ended with. */
  interrupt(): Promise<number | null>;
}

/** Of a command that ended with 0; else an error with what it said. */
export function wentWell(run: Run): Run {
  if (run.code === 0) return run;
  throw new Error(`It ended with ${run.code}:\n${run.out.slice(-4_000)}\n${run.err.slice(-4_000)}`);
}

/** Somebody with Node, npm and an empty folder: nothing of this checkout but what is packed. */
export interface Outsider {
  readonly folder: string;
  readonly packages: readonly PackedPackage[];
  readonly registry: LoopbackRegistry;
  /** Runs a command in a folder within theirs, to its end. */
  run(command: string, args: readonly string[], within?: string, env?: NodeJS.ProcessEnv): Promise<Run>;
  /** Starts what goes on running, in a process group of its own. */
  start(command: string, args: readonly string[], within: string, env?: NodeJS.ProcessEnv): Running;
  /** Folders under node_modules that hold a package, with each one's size in bytes. */
  installed(within: string): Promise<ReadonlyMap<string, number>>;
  close(): Promise<void>;
}

const PATIENCE_MS = 300_000;
const SAYING_MS = 120_000;

const isOver = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

export async function openOutsider(): Promise<Outsider> {
  const folder = await mkdtemp(join(tmpdir(), 'citygraph-outside-'));
  const packages = await packedPackages();
  const config = async (name: string): Promise<string> =>
    (await promisify(execFile)('npm', ['config', 'get', name], { cwd: HOUSE })).stdout.trim();
  const registry = await openLoopbackRegistry(packages, await config('registry'));
  const cache = await ownCache(await config('cache'));
  const running = new Set<() => void>();
  const environment = (): NodeJS.ProcessEnv => {
    // What npm and this run tell their children would lead back into the checkout.
    const kept = Object.entries(process.env).filter(
      ([name]) =>
        !/^(npm_(?!config_(cafile|ca|proxy|https_proxy|noproxy|cache)$)|NODE_OPTIONS$|NODE_PATH$|INIT_CWD$|JEST_)/i.test(
          name,
        ),
    );
    const paths = (process.env.PATH ?? '').split(delimiter).filter((path) => !path.includes('node_modules'));
    return {
      ...Object.fromEntries(kept),
      PATH: [dirname(process.execPath), ...paths].join(delimiter),
      npm_config_registry: registry.url,
      npm_config_cache: cache,
      // Modules in folders that go with the outsider are not kept beyond.
      NODE_COMPILE_CACHE: join(cache, 'compiled'),
      npm_config_prefer_offline: 'true',
      npm_config_audit: 'false',
      npm_config_fund: 'false',
      npm_config_update_notifier: 'false',
      NO_PROXY: ['127.0.0.1', 'localhost', process.env.NO_PROXY].filter(Boolean).join(),
    };
  };
  /** In a process group of its own, so that what it started ends with it. */
  const begin = (command: string, args: readonly string[], within: string, more: NodeJS.ProcessEnv = {}) => {
    const [cwd, env] = [join(folder, within), { ...environment(), ...more }];
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once('close', resolve);
      child.once('error', reject);
    });
    const tell = (signal: NodeJS.Signals): void => {
      if (!isOver(child) && child.pid !== undefined) process.kill(-child.pid, signal);
    };
    running.add(() => tell('SIGKILL'));
    return { child, ended, tell };
  };
  return {
    folder,
    packages,
    registry,
    start(command, args, within, env) {
      const { child, ended, tell } = begin(command, args, within, env);
      let said = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream?.on('data', (chunk) => {
          said += chunk;
        });
      }
      return {
        output: () => said,
        async says(text) {
          const isSaid = (): boolean => (typeof text === 'string' ? said.includes(text) : text.test(said));
          for (const until = Date.now() + SAYING_MS; !isSaid(); await sleep(50)) {
            if (isOver(child) || Date.now() > until) throw new Error(`It does not say ${text}:\n${said}`);
          }
        },
        async interrupt() {
          tell('SIGINT');
          await Promise.race([ended, sleep(10_000, undefined, { ref: false }).then(() => tell('SIGKILL'))]);
          return ended;
        },
      };
    },
    async run(command, args, within = '.', env = {}) {
      const started = performance.now();
      const { child, ended, tell } = begin(command, args, within, env);
      const [out, err]: [Buffer[], Buffer[]] = [[], []];
      child.stdout?.on('data', (chunk: Buffer) => out.push(chunk));
      child.stderr?.on('data', (chunk: Buffer) => err.push(chunk));
      const impatience = setTimeout(() => tell('SIGKILL'), PATIENCE_MS);
      const code = await ended;
      clearTimeout(impatience);
      const [said, complained] = [out, err].map((chunks) => Buffer.concat(chunks).toString());
      return { code: code ?? -1, out: said ?? '', err: complained ?? '', ms: Math.round(performance.now() - started) };
    },
    async installed(within) {
      const root = join(folder, within);
      const lock = JSON.parse(await readFile(join(root, 'node_modules/.package-lock.json'), 'utf8')) as {
        packages: Record<string, unknown>;
      };
      const paths = Object.keys(lock.packages);
      const { stdout: sizes } = await promisify(execFile)('du', ['-sb', ...paths], { cwd: root, maxBuffer: 1 << 24 });
      return new Map(
        sizes
          .trim()
          .split('\n')
          .map((line) => line.split('\t'))
          .map(([size, path]) => [path ?? '', Number(size)]),
      );
    },
    async close() {
      for (const end of running) end();
      await registry.close();
      for (const path of [folder, cache])
        await rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    },
  };
}

/**
 * What npm has fetched before is at hand; what npx installed before is not: all our packages have one version for long, and npx would run a new one beside an old one that
 * it needs.
 */
async function ownCache(cache: string): Promise<string> {
  const own = await mkdtemp(join(tmpdir(), 'citygraph-npm-'));
  const fetched = join(cache, '_cacache');
  await mkdir(fetched, { recursive: true });
  await symlink(fetched, join(own, '_cacache'));
  return own;
}
