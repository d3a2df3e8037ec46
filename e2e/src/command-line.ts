import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { approveDevice } from '@citygraph/identity';
import { expect } from '@jest/globals';
import { HOUSE } from './hub-client.ts';

/** A hub that has too much to do says so before it does anything: a person tries again for so long. */
const BUSY_MS = 90_000;
/** The command as this checkout has it. */
const CITYGRAPH = join(HOUSE, 'plugin-sdk/cli/bin/citygraph.js');

export interface CommandRan {
  readonly exit: number | null;
  /** `data` of the envelope. */
  readonly data: never;
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly location?: { readonly file: string; readonly line?: number };
    readonly suggestions?: readonly string[];
  } | null;
  readonly err: string;
  readonly ms: number;
}

/** What a command answered that had nothing to complain of. */
export const well = ({ exit, data, error }: CommandRan): never => {
  expect({ exit, error }).toEqual({ exit: 0, error: null });
  return data;
};

/** What a process said until it ended. */
export interface Ran {
  readonly exit: number | null;
  readonly out: string;
  readonly err: string;
}

/** A process that runs, and what it said so far. */
export interface Started {
  readonly child: ChildProcess;
  said(): string;
  readonly ended: Promise<number | null>;
}

/** A person with a home of their own and the real command, without a terminal. */
export interface AtTheDesk {
  readonly folder: string;
  citygraph(...argv: string[]): Promise<CommandRan>;
  /** The same in another folder. */
  citygraphIn(folder: string, ...argv: string[]): Promise<CommandRan>;
  /** The same where nobody ever signed in: a pipeline, which has these variables. */
  inAPipeline(folder: string, env: Readonly<Record<string, string>>, ...argv: string[]): Promise<CommandRan>;
  /** The same, as it speaks to people. */
  plainly(...argv: string[]): Promise<Ran>;
  /** Runs a program of this folder with Node, as the person would. */
  node(file: string, env: Readonly<Record<string, string>>): Promise<Ran>;
  /** Runs until it is stopped. */
  start(...argv: string[]): Started;
  /** Runs until something is said on stderr, then presses Ctrl-C. */
  interrupt(argv: readonly string[], when: RegExp): Promise<CommandRan>;
  /** By the device flow: the page is where a person would go. */
  signIn(username: string, password: string): Promise<CommandRan>;
  write(file: string, text: string): Promise<void>;
  close(): Promise<void>;
}

export async function openDeskAt(hub: string, citygraph = CITYGRAPH): Promise<AtTheDesk> {
  const root = await mkdtemp(join(tmpdir(), 'citygraph-desk-'));
  const folder = join(root, 'work');
  await mkdir(folder);
  // Some hundred commands load the same modules.
  const desk = {
    PATH: process.env.PATH,
    HOME: root,
    CITYGRAPH_HUB: hub,
    LANG: 'C',
    NODE_COMPILE_CACHE: join(root, 'compiled'),
  };
  const spawned = async (
    argv: readonly string[],
    env: Readonly<Record<string, string>> = {},
    onErr: (said: string, interrupt: () => void) => void = () => {},
    cwd = folder,
  ): Promise<Ran> => {
    const child = spawn(process.execPath, argv, {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...desk, ...env },
    });
    const said = { out: '', err: '' };
    child.stdout.on('data', (chunk) => {
      said.out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      said.err += chunk;
      onErr(said.err, () => child.kill('SIGINT'));
    });
    const exit = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { exit, ...said };
  };
  const run = async (
    argv: readonly string[],
    onErr?: (said: string, interrupt: () => void) => void,
    cwd = folder,
    env: Readonly<Record<string, string>> = {},
  ): Promise<CommandRan> => {
    const started = performance.now();
    const { exit, out, err } = await spawned([citygraph, ...argv, '--json'], env, onErr, cwd);
    const { data, error = null } = JSON.parse(out);
    return { exit, data: data as never, error, err, ms: Math.round(performance.now() - started) };
  };
  const patiently = async (
    argv: readonly string[],
    cwd: string,
    env: Readonly<Record<string, string>> = {},
  ): Promise<CommandRan> => {
    for (const until = Date.now() + BUSY_MS; ; await sleep(1_000)) {
      const ran = await run(argv, undefined, cwd, env);
      if (ran.error?.code !== 'OVERLOADED' || Date.now() > until) return ran;
    }
  };
  return {
    folder,
    citygraph: (...argv) => patiently(argv, folder),
    citygraphIn: (within, ...argv) => patiently(argv, within),
    inAPipeline: (within, env, ...argv) => patiently(argv, within, { HOME: join(root, 'nobody'), ...env }),
    plainly: (...argv) => spawned([citygraph, ...argv]),
    node: (file, env) => spawned([file], env),
    start(...argv) {
      const child = spawn(process.execPath, [citygraph, ...argv], {
        cwd: folder,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: desk,
      });
      let text = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk) => {
          text += chunk;
        });
      }
      const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
      return { child, said: () => text, ended };
    },
    interrupt: (argv, when) => run(argv, (said, interrupt) => when.test(said) && interrupt()),
    async signIn(username, password) {
      let approved: Promise<void> | null = null;
      const ran = await run(['auth', 'login'], (said) => {
        const [, address, code] = /^Open (\S+)\n.*shows ([A-Z0-9-]+);/m.exec(said) ?? [];
        if (address && code) approved ??= approveDevice(address, { username, password, userCode: code });
      });
      await approved;
      return ran;
    },
    async write(file, text) {
      await mkdir(dirname(join(folder, file)), { recursive: true });
      await writeFile(join(folder, file), text);
    },
    close: () => rm(root, { recursive: true, force: true }),
  };
}

/** Passwords of the demo people, as the hub keeps them for its operator. */
export async function demoPasswords(dataDir: string): Promise<Readonly<Record<string, string>>> {
  return JSON.parse(await readFile(join(dataDir, 'credentials.json'), 'utf8')).users;
}
