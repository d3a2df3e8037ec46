import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { approveDevice } from '@citygraph/identity';
import { HOUSE } from '../hub-client.ts';
import { until } from './until.ts';

const CITYGRAPH = join(HOUSE, 'plugin-sdk/cli/bin/citygraph.js');

/** Who signs in when a line asks for it. */
export interface Person {
  readonly username: string;
  readonly password: string;
}

export interface LineRan {
  readonly exit: number | null;
  readonly out: string;
  readonly err: string;
}

/** Somebody who types a page's lines into a shell of their own, one after the other, in one folder. */
export interface Reader {
  /** Where they are. */
  readonly folder: string;
  /** From where they are. */
  goTo(there: string): void;
  /** Home again, where they are signed in. */
  goHome(): void;
  /** What `export` left, and what they were told to keep. */
  readonly env: Record<string, string>;
  /** Runs a line to its end; what it exports, and its TOKEN, is there for the next. */
  type(line: string): Promise<LineRan>;
  /** Runs a line that goes on, until it says something. */
  start(line: string, says: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * `npx citygraph` is this checkout's command: what npx itself does is proved from tarballs (packed/first-field.e2e.ts), and takes a second a line.
 */
export async function openReader(person: Person): Promise<Reader> {
  const root = await mkdtemp(join(tmpdir(), 'citygraph-reader-'));
  const bin = join(root, 'bin');
  let folder = join(root, 'work');
  await Promise.all([bin, folder].map((path) => mkdir(path)));
  await writeFile(
    join(bin, 'npx'),
    `#!/bin/sh\n[ "$1" = citygraph ] && shift && exec "${process.execPath}" "${CITYGRAPH}" "$@"\n`,
  );
  await chmod(join(bin, 'npx'), 0o755);
  const exported = join(root, 'exported');
  const env: Record<string, string> = {
    PATH: [bin, process.execPath.replace(/\/node$/, ''), process.env.PATH].join(delimiter),
    HOME: root,
    LANG: 'C',
  };
  const running: ChildProcess[] = [];
  const spawned = (line: string, onErr: (said: string) => void = () => {}) => {
    // In a group of its own, so that what npm starts ends with it.
    const child = spawn('sh', ['-c', line], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const said = { out: '', err: '' };
    child.stdout.on('data', (chunk) => {
      said.out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      said.err += chunk;
      onErr(said.err);
    });
    return { child, said };
  };
  return {
    get folder() {
      return folder;
    },
    goTo(there) {
      folder = resolve(folder, there);
    },
    goHome() {
      env.HOME = root;
    },
    env,
    async type(line) {
      let approved: Promise<void> | null = null;
      const { child, said } = spawned(
        `${line}\nstatus=$?\nexport TOKEN\nenv -0 > '${exported}'\nexit $status`,
        (err) => {
          const [, address, code] = /^Open (\S+)\n.*shows ([A-Z0-9-]+);/m.exec(err) ?? [];
          if (address && code) approved ??= approveDevice(address, { ...person, userCode: code });
        },
      );
      const exit = await new Promise<number | null>((resolve) => child.once('close', resolve));
      await approved;
      for (const pair of (await readFile(exported, 'utf8')).split('\0')) {
        const [, name, value] = /^((?:CITYGRAPH_|SERVICE_|PORT|TOKEN)\w*)=([\s\S]*)$/.exec(pair) ?? [];
        if (name !== undefined && value !== undefined) env[name] = value;
      }
      return { exit, ...said };
    },
    async start(line, says) {
      const { child, said } = spawned(line);
      running.push(child);
      await until(
        async () => {
          if (child.exitCode !== null) throw new Error(`${line} ended with ${child.exitCode}: ${said.out}${said.err}`);
          return `${said.out}${said.err}`;
        },
        (text) => text.includes(says),
      );
    },
    async close() {
      for (const { pid, exitCode } of running)
        if (pid !== undefined && exitCode === null) process.kill(-pid, 'SIGTERM');
      await Promise.all(
        running.map((child) => child.exitCode ?? new Promise((resolve) => child.once('close', resolve))),
      );
      await rm(root, { recursive: true, force: true });
    },
  };
}
