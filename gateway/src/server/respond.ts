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

/** The same for a body that is JSON already. */
export function respondText(
  res: ServerResponse,
  status: number,
  type: ResponseType,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (res.headersSent || res.destroyed) return;
  res.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  res.end(text);
}
