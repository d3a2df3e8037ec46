import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** A document that gateways follow: the last one, and who waits for the next. */
export interface ControlResource {
  publish(document: unknown): void;
  /** At once, or with the next where the asker has this one and will wait. */
  answer(req: IncomingMessage, res: ServerResponse): void;
  /** Lets go of whoever waits. */
  release(): void;
}

interface Published {
  readonly etag: string;
  readonly body: Buffer;
}

const LONGEST_WAIT_SECONDS = 60;
/** Gateways times their processes; more than that asks again instead. */
export const MOST_WAITING = 1_000;

/** `name` is what it is called where there is none yet. */
export function controlResource(name: string): ControlResource {
  let current: Published | null = null;
  const waiting = new Set<() => void>();
  const releaseAll = (): void => {
    for (const settle of [...waiting]) settle();
  };

  const hold = (res: ServerResponse, seconds: number): void => {
    const known = current;
    const settle = (): void => {
      clearTimeout(late);
      waiting.delete(settle);
      res.off('close', settle);
      if (res.destroyed) return;
      if (current && current !== known) give(res, current.body, current.etag);
      else res.writeHead(304, { etag: known?.etag }).end();
    };
    const late = setTimeout(settle, waiting.size < MOST_WAITING ? seconds * 1000 : 0);
    waiting.add(settle);
    res.once('close', settle);
  };

  return {
    publish(document) {
      const body = Buffer.from(JSON.stringify(document));
      current = { etag: `"${createHash('sha256').update(body).digest('base64url')}"`, body };
      releaseAll();
    },
    answer(req, res) {
      if (current === null) refuse(res, 503, `There is no ${name} yet.`, { 'retry-after': '1' });
      else if (req.headers['if-none-match'] !== current.etag) give(res, current.body, current.etag);
      else hold(res, secondsOf(req.headers.prefer));
    },
    release: releaseAll,
  };
}

export function give(res: ServerResponse, body: Buffer, etag: string): void {
  const headers = {
    'content-type': 'application/json',
    'content-length': body.byteLength,
    'cache-control': 'no-store',
  };
  res.writeHead(200, { ...headers, etag }).end(body);
}

export function refuse(
  res: ServerResponse,
  status: number,
  message: string,
  headers: Record<string, string> = {},
): void {
  res.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify({ message }));
}

function secondsOf(prefer: string | readonly string[] | undefined): number {
  const said = /(?:^|[,;\s])wait=(\d{1,4})\b/.exec(String(prefer ?? ''))?.[1];
  return Math.min(Number(said ?? 0), LONGEST_WAIT_SECONDS);
}
