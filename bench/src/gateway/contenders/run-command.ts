import { spawn } from 'node:child_process';

export interface CommandOutcome {
  readonly code: number | null;
  /** The end of what it printed. */
  readonly said: string;
}

const KEPT = 2_000;

/** Runs a command to its end. A command that is not there ends with code null. */
export function runCommand(
  command: string,
  args: readonly string[],
  { cwd, env = {} }: { cwd?: string; env?: Readonly<Record<string, string>> } = {},
): Promise<CommandOutcome> {
  return new Promise((resolve) => {
    let said = '';
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        said = (said + text).slice(-KEPT);
      });
    }
    child.once('error', ({ message }) => resolve({ code: null, said: message }));
    child.once('close', (code) => resolve({ code, said: said.trim() }));
  });
}

/** The last line that says something. */
export const lastLine = (text: string): string => text.trim().split('\n').at(-1)?.trim() ?? '';
