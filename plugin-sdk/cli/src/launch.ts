import { homedir } from 'node:os';
import { createInterface } from 'node:readline/promises';
import { setTimeout } from 'node:timers/promises';
import { fetchThrough } from '@citygraph/contract/fetch-through';
import { runCommandLine } from './run-command-line.ts';
import type { Input, Out } from './world.ts';

/** The process: the one place that reads its environment, its arguments and its terminal. */
export async function launch(): Promise<void> {
  const { env, argv, versions } = process;
  const interrupt = new AbortController();
  // The first lets a command say what became of its work; the second ends it at once.
  process.once('SIGINT', () => interrupt.abort());
  process.once('SIGTERM', () => interrupt.abort());
  // Whoever reads us may stop reading (`| head`): that is no fault, and what is under way comes to its own end and status.
  const unread = new AbortController();
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => unread.abort());
  process.exitCode = await runCommandLine(argv.slice(2), {
    env,
    cwd: process.cwd(),
    home: homedir(),
    stdout: out(process.stdout),
    stderr: out(process.stderr),
    stdin: input(),
    fetch: fetchThrough(env),
    now: Date.now,
    sleep: async (ms, signal) => setTimeout(ms, undefined, { signal }),
    signal: interrupt.signal,
    unread: unread.signal,
    nodeVersion: versions.node,
  });
  // An idle connection to the hub would keep the process for seconds.
  process.stdout.write('', () => process.exit());
}

const out = (stream: NodeJS.WriteStream): Out => ({
  write: (text) => void stream.write(text),
  isTerminal: stream.isTTY === true,
});

const input = (): Input => ({
  isTerminal: process.stdin.isTTY === true,
  async line(signal) {
    const lines = createInterface({ input: process.stdin, signal });
    try {
      for await (const line of lines) return line;
      signal.throwIfAborted();
      return null;
    } finally {
      lines.close();
      process.stdin.unref();
    }
  },
});
