import type { ServerResponse } from 'node:http';
import type { ResponseType } from './negotiate.ts';

/** Writes a JSON body once, with the headers every answer has. As text it goes out in one piece with them. */
export function respond(
  res: ServerResponse,
  status: number,
  type: ResponseType,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  respondText(res, status, type, JSON.stringify(body), headers);
}

/** The same for a body that is JSON already; bytes are not encoded again. */
export function respondText(
  res: ServerResponse,
  status: number,
  type: ResponseType,
  text: string | Buffer,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (res.headersSent || res.destroyed) return;
  res.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'content-length': typeof text === 'string' ? Buffer.byteLength(text) : text.length,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  res.end(text);
  if (res.writableLength > 0) cutWhenSlow(res, text.length);
}

/** Milliseconds in which an answer must be read, and characters a millisecond besides: slower readers hold memory for nothing. */
const READ_MS = 30_000;
const CHARACTERS_PER_MS = 20;

function cutWhenSlow(res: ServerResponse, length: number): void {
  const timer = setTimeout(() => res.destroy(), READ_MS + length / CHARACTERS_PER_MS);
  timer.unref();
  res.once('close', () => clearTimeout(timer));
}
