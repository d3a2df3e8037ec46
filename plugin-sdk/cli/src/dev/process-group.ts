import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';

export interface GroupOptions {
  readonly file: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What any of it prints. */
  readonly said: (text: string) => void;
  /** Whether only a shell finds the file. */
  readonly shell?: boolean;
}

/** A process with whatever it starts: `npm` starts a shell, and the shell what was meant. */
export interface ProcessGroup {
  /** It runs; rejects with what the system says where it does not. */
  readonly started: Promise<void>;
  /** How the first process of it ended: its status, or a signal's name. What it started may live on. */
  readonly ended: Promise<number | string>;
  /** Ends all of it: asks, and after two seconds does not ask. */
  stop(): Promise<void>;
}

const PATIENCE_MS = 2_000;
/** What it printed last is read; but its streams stay open as long as anything that it started has them. */
const LAST_WORDS_MS = 300;
/** What is killed lets its port go a moment later; where nobody buries the dead, they would be seen for ever. */
const DYING_MS = 500;
const LOOK_EVERY_MS = 20;
export const isWindows = process.platform === 'win32';

export function startGroup({ file, args, folder, env, said, shell = false }: GroupOptions): ProcessGroup {
  // A group of its own: npm tells its shell of a signal, and the shell tells nobody.
  const child = spawn(file, args, {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell,
    detached: !isWindows,
  });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => said(String(text)));
  const signal = (by: NodeJS.Signals | 0): boolean => {
    if (child.pid === undefined) return false;
    try {
      return isWindows ? killTree(child.pid, by) : process.kill(-child.pid, by);
    } catch {
      return false;
    }
  };
  // Whatever ends this process: nobody else would end them.
  const kill = (): void => void signal('SIGKILL');
  process.once('exit', kill);
  const started = new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  started.catch(() => process.off('exit', kill));
  const ended = new Promise<number | string>((resolve) => {
    child.once('exit', (status, by) => {
      const end = (): void => resolve(by ?? status ?? 0);
      child.once('close', end);
      setTimeout(end, LAST_WORDS_MS);
    });
  });
  return {
    started,
    ended,
    async stop() {
      const untilGone = async (ms: number): Promise<void> => {
        for (const until = Date.now() + ms; signal(0) && Date.now() < until; ) await pause(LOOK_EVERY_MS);
      };
      signal('SIGTERM');
      await untilGone(PATIENCE_MS);
      if (signal('SIGKILL')) await untilGone(DYING_MS);
      process.off('exit', kill);
      for (const stream of [child.stdout, child.stderr]) stream.destroy();
      if (child.pid !== undefined) await ended;
    },
  };
}

/** Windows has no groups, and no asking: a process and its descendants by its own command. */
function killTree(pid: number, by: NodeJS.Signals | 0): boolean {
  if (by === 0) return process.kill(pid, 0);
  spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore' }).on('error', () => {});
  return true;
}
