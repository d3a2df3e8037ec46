import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { endProcess } from './processes/end-process.ts';

/** A process of ours under measurement. */
export interface Child<T> {
  readonly pid: number;
  /** What it said when it was ready. */
  readonly said: T;
  /** Sends a message and waits for the one that answers it. */
  ask<A>(message: unknown): Promise<A>;
  /** CPU seconds it has used so far, user and system, and its resident set in MB. */
  usage(): Promise<{ cpuSeconds: number; rssMb: number }>;
  close(): Promise<void>;
}

const ARGUMENTS = ['--no-warnings', '--max-semi-space-size=32'];

/** Starts `file`, named from `bench/src`, with `input`, and waits until it is ready. */
export async function startChild<T>(
  file: string,
  input: unknown = null,
  extraArguments: readonly string[] = [],
): Promise<Child<T>> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), [JSON.stringify(input)], {
    execArgv: [...ARGUMENTS, ...extraArguments],
    env: { ...process.env, NODE_ENV: 'production', APOLLO_TELEMETRY_DISABLED: 'true' },
  });
  const ask = async <A>(message: unknown): Promise<A> => {
    child.send(message as object);
    return (await firstMessage(child, file)) as A;
  };
  return {
    pid: child.pid ?? 0,
    said: (await firstMessage(child, file)) as T,
    ask,
    usage: () => ask('usage'),
    close: () => endProcess(child),
  };
}

async function firstMessage(child: ChildProcess, file: string): Promise<unknown> {
  const waiting = new AbortController();
  try {
    return await Promise.race([
      once(child, 'message', { signal: waiting.signal }).then(([said]) => said),
      once(child, 'exit', { signal: waiting.signal }).then(([code]) => {
        throw new Error(`${file} ended with code ${code} before it answered.`);
      }),
    ]);
  } finally {
    waiting.abort();
  }
}

/** What the parent gave this process. */
export const inputOfChild = <T>(): T => JSON.parse(process.argv[2] ?? 'null') as T;

/** Says that this process is ready, and from then on how much it has used, when asked. */
export function answerParent(said: object): void {
  process.send?.(said);
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.({ cpuSeconds: (user + system) / 1e6, rssMb: process.memoryUsage().rss / 2 ** 20 });
  });
}

/** Listens on a free port of loopback; answers the origin. */
export async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port was assigned.');
  return `http://127.0.0.1:${address.port}`;
}
