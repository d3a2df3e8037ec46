import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { fileURLToPath } from 'node:url';

/** A process under measurement. */
export interface Child<T> {
  /** What it said when it was ready. */
  readonly said: T;
  /** CPU seconds it has used so far, user and system, and its resident set in MB. */
  usage(): Promise<{ cpuSeconds: number; rssMb: number }>;
  close(): Promise<void>;
}

/** Starts `file`, named from `bench/src`, with `input`, and waits until it is ready. */
export async function startChild<T>(file: string, input: unknown = null): Promise<Child<T>> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), [JSON.stringify(input)], {
    execArgv: ['--no-warnings', '--max-semi-space-size=32'],
    env: { ...process.env, NODE_ENV: 'production', APOLLO_TELEMETRY_DISABLED: 'true' },
  });
  const failed = once(child, 'exit').then(([code]) => {
    throw new Error(`${file} ended with code ${code} before it was ready.`);
  });
  const [said] = (await Promise.race([once(child, 'message'), failed])) as [T];
  failed.catch(() => undefined);
  return {
    said,
    async usage() {
      child.send('usage');
      const [usage] = await once(child, 'message');
      return usage as { cpuSeconds: number; rssMb: number };
    },
    async close() {
      if (child.exitCode !== null) return;
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
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
