import { setTimeout as sleep } from 'node:timers/promises';
import type { AtTheDesk } from '../command-line.ts';

interface Answer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly unknown[];
}

/** `citygraph plugin dev`, until it is stopped. */
export interface Developing {
  /** The local graph's. */
  readonly origin: string;
  readonly pluginUrl: string;
  answers(query: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** Everything it said so far. */
  said(): string;
  /** Presses Ctrl-C; the exit status. */
  stop(): Promise<number | null>;
}

/** How long a busy machine may take until it serves. */
const READY_MS = 180_000;

/** Starts it, and waits until the graph and the plugin in it serve. */
export async function developAt(desk: AtTheDesk, flags: readonly string[]): Promise<Developing> {
  const { child, said, ended } = desk.start('plugin', 'dev', ...flags);
  const find = (pattern: RegExp): string | undefined => pattern.exec(said())?.[1];
  const stop = async (): Promise<number | null> => {
    child.kill('SIGINT');
    return ended;
  };
  let pluginUrl: string | undefined;
  let origin: string | undefined;
  for (const until = Date.now() + READY_MS; pluginUrl === undefined || origin === undefined; await sleep(100)) {
    pluginUrl = find(/"event":"serving".*"url":"([^"]+)"/);
    origin = find(/(http:\/\/(?:localhost|127\.0\.0\.1):\d+)(?!\d*\/graphql)/);
    if (child.exitCode !== null || Date.now() > until) {
      await stop();
      throw new Error(`plugin dev did not serve (exit status ${child.exitCode}):\n${said()}`);
    }
  }
  const at = origin;
  return {
    origin: at,
    pluginUrl,
    said,
    stop,
    async answers(query, headers = {}) {
      const response = await fetch(`${at}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query }),
      });
      return (await response.json()) as Answer;
    },
  };
}
