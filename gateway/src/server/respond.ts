import type { IncomingMessage, ServerResponse } from 'node:http';
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
  const closing = closedWhenUnread(res.req);
  res.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'content-length': typeof text === 'string' ? Buffer.byteLength(text) : text.length,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...closing,
    ...headers,
  });
  res.end(text);
  // Until then what was sent meanwhile is thrown away: an answer is lost on whoever still has something to say when the socket goes.
  if (closing.connection) res.req.resume();
  if (res.writableLength > 0) cutWhenSlow(res, text.length);
}

/** To connect anew costs more than to read so much. */
const SHORT = 16 * 1024;

/** What is left of a request that has its answer already is read for the next one's sake when it is short; who sends more, or says not how much, is hung up on. */
export function closedWhenUnread({ complete, headers }: IncomingMessage): { readonly connection?: 'close' } {
  const isShort = headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) <= SHORT;
  return complete || isShort ? {} : { connection: 'close' };
}

/** Milliseconds in which an answer must be read, and characters a millisecond besides: slower readers hold memory for nothing. */
const READ_MS = 30_000;
const CHARACTERS_PER_MS = 20;

function cutWhenSlow(res: ServerResponse, length: number): void {
  const timer = setTimeout(() => res.destroy(), READ_MS + length / CHARACTERS_PER_MS);
  timer.unref();
  res.once('close', () => clearTimeout(timer));
}
