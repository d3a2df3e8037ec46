import { CommandError } from '../command-error.ts';
import { reasonOf } from '../settings/write-file.ts';
import { type ProcessGroup, startGroup } from './process-group.ts';

export interface PluginProcess {
  /** Ends what runs, if it does, and starts it; once it was stopped, nothing is started any more. */
  start(): Promise<void>;
  /** Ends it for good, with whatever it started. */
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

/** The plugin's server as a child: its code is started anew, whatever its language is. */
export function pluginProcess({ command, folder, env, said, crashed }: PluginProcessOptions): PluginProcess {
  const [file = '', ...args] = command.split(/\s+/).filter(Boolean);
  let running: ProcessGroup | null = null;
  let isClosed = false;
  let turn: Promise<unknown> = Promise.resolve();
  // One after the other: what is stopped while it is being started is stopped once it was.
  const inTurn = (act: () => Promise<void>): Promise<void> => {
    const next = turn.then(act);
    turn = next.catch(() => {});
    return next;
  };
  const end = async (): Promise<void> => {
    const group = running;
    running = null;
    await group?.stop();
  };
  return {
    start: () =>
      inTurn(async () => {
        await end();
        if (isClosed) return;
        const group = startGroup({ file: file === 'node' ? process.execPath : file, args, folder, env, said });
        try {
          await group.started;
        } catch (error) {
          throw new CommandError('USAGE', 'error.not-started', { command, reason: reasonOf(error) });
        }
        running = group;
        group.ended.then((by) => {
          // What it started may hold its port: it is stopped with it, before the next start.
          if (running === group && !isClosed) crashed(by);
        });
      }),
    stop() {
      isClosed = true;
      return inTurn(end);
    },
  };
}
