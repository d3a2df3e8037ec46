import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Envelope } from '../output/envelope.ts';
import { runCommandLine } from '../run-command-line.ts';
import type { World } from '../world.ts';
import { type FakeHub, openFakeHub, tokenFor } from './fake-hub.ts';

/** What a command printed, and what it ended with. */
export interface Ran {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly env?: Record<string, string>;
  /** Typed lines, for a person at a terminal; left out: there is nobody. */
  readonly typed?: readonly string[];
  readonly isTerminal?: boolean;
  readonly signal?: AbortSignal;
  readonly fetch?: typeof fetch;
  readonly cwd?: string;
  readonly nodeVersion?: string;
  /** What is said on stderr, while it is said. */
  readonly heard?: (text: string) => void;
}

/** A person's desk: a home, a folder to work in, a hub, and a clock that goes on when somebody sleeps. */
export interface Desk {
  readonly hub: FakeHub;
  readonly home: string;
  readonly folder: string;
  run(argv: readonly string[], options?: RunOptions): Promise<Ran>;
  /** The same with `--json` and the hub's address, as it is in an envelope. */
  ask(argv: readonly string[], options?: RunOptions): Promise<{ exit: number; envelope: Envelope; err: string }>;
  /** Writes a file in the folder. */
  write(file: string, text: string | Uint8Array): Promise<void>;
  read(file: string): Promise<string>;
  /** Moves the clock. */
  wait(ms: number): void;
  /** With a token that is good for so long. */
  signIn(ms?: number): Promise<void>;
  /** No mutation came to the hub. */
  nothingDone(): void;
  /** Everything as at first. */
  tidy(): Promise<void>;
  close(): Promise<void>;
}

export async function openDesk(): Promise<Desk> {
  const hub = await openFakeHub();
  const root = await mkdtemp(join(tmpdir(), 'citygraph-cli-'));
  const [home, folder] = [join(root, 'home'), join(root, 'work')];
  await Promise.all([home, folder].map((path) => mkdir(path)));
  let slept = 0;
  const never = new AbortController().signal;
  const desk: Desk = {
    hub,
    home,
    folder,
    async run(argv, options = {}) {
      const { env = {}, typed, isTerminal = typed !== undefined, signal = never } = options;
      const said = { out: '', err: '' };
      const into = (name: 'out' | 'err') => ({
        isTerminal,
        write: (text: string) => {
          said[name] += text;
          if (name === 'err') options.heard?.(text);
        },
      });
      const lines = [...(typed ?? [])];
      const world: World = {
        env: { LANG: 'en_US.UTF-8', PATH: process.env.PATH, ...env },
        cwd: options.cwd ?? folder,
        home,
        stdout: into('out'),
        stderr: into('err'),
        stdin: { isTerminal, line: async () => lines.shift() ?? null },
        fetch: options.fetch ?? fetch,
        now: () => Date.now() + slept,
        sleep: async (ms, stop) => {
          stop.throwIfAborted();
          slept += ms;
          // Others get their turn, as in a real pause.
          await new Promise((resolve) => setTimeout(resolve, 2));
        },
        signal,
        nodeVersion: options.nodeVersion ?? '24.21.0',
      };
      const exit = await runCommandLine(argv, world);
      return { exit, ...said };
    },
    async ask(argv, options) {
      const namesHub = argv.some((word) => word.startsWith('--hub')) || options?.env?.CITYGRAPH_HUB !== undefined;
      const { exit, out, err } = await desk.run(
        [...argv, '--json', ...(namesHub ? [] : ['--hub', hub.origin])],
        options,
      );
      return { exit, envelope: JSON.parse(out), err };
    },
    async write(file, text) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), text);
    },
    read: (file) => readFile(join(folder, file), 'utf8'),
    wait: (ms) => {
      slept += ms;
    },
    async signIn(ms = 300_000) {
      await mkdir(join(home, '.config/citygraph'), { recursive: true });
      const credential = {
        hub: hub.origin,
        issuer: hub.issuer,
        clientId: 'citygraph-cli',
        accessToken: tokenFor(hub.issuer),
        refreshToken: 'refresh-1',
        expiresAt: Date.now() + slept + ms,
      };
      const settings = join(home, '.config/citygraph');
      await writeFile(
        join(settings, 'config.json'),
        JSON.stringify({ current: 'default', profiles: { default: { hub: hub.origin } } }),
      );
      await writeFile(join(settings, 'credentials.json'), JSON.stringify({ profiles: { default: credential } }), {
        mode: 0o600,
      });
    },
    nothingDone() {
      const acts = hub.received.filter(({ path, body }) => path === '/graphql' && /"query":"\\s*mutation/.test(body));
      if (acts.length > 0) throw new Error(`The hub was asked to act: ${acts.map(({ body }) => body).join()}`);
    },
    async tidy() {
      hub.reset();
      await Promise.all([home, folder].map((path) => rm(path, { recursive: true, force: true })));
      await Promise.all([home, folder].map((path) => mkdir(path)));
    },
    async close() {
      await hub.close();
      await rm(root, { recursive: true, force: true });
    },
  };
  return desk;
}
