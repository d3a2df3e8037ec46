import { type ChildProcess, spawn } from 'node:child_process';
import { CommandError } from '../command-error.ts';
import { reasonOf } from '../settings/write-file.ts';

export interface PluginProcess {
  /** Ends what runs, if it does, and starts it. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface PluginProcessOptions {
  /** `node src/main.ts` */
  readonly command: string;
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What it prints. */
  readonly said: (text: string) => void;
  /** It ended though nobody stopped it: by an exit status, or by a signal's name. */
  readonly crashed: (by: number | string) => unknown;
}

const PATIENCE_MS = 2_000;

/** The plugin's server as a child: its code is started anew, whatever its language is. */
export function pluginProcess({ command, folder, env, said, crashed }: PluginProcessOptions): PluginProcess {
  const [file = '', ...args] = command.split(/\s+/).filter(Boolean);
  let running: { readonly child: ChildProcess; readonly ended: Promise<void> } | null = null;
  const stop = async (): Promise<void> => {
    if (!running) return;
    const { child, ended } = running;
    running = null;
    child.kill('SIGTERM');
    const impatience = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    await ended;
    clearTimeout(impatience);
  };
  return {
    stop,
    async start() {
      await stop();
      const child = spawn(file === 'node' ? process.execPath : file, args, {
        cwd: folder,
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => said(String(text)));
      const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
      running = { child, ended };
      child.once('exit', (status, signal) => {
        if (running?.child !== child) return;
        running = null;
        crashed(signal ?? status ?? 0);
      });
      await new Promise<void>((resolve, reject) => {
        child.once('spawn', resolve);
        child.once('error', (error) => {
          running = null;
          reject(new CommandError('USAGE', 'error.not-started', { command, reason: reasonOf(error) }));
        });
      });
    },
  };
}
