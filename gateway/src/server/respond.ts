import type { ServerResponse } from 'node:http';
import type { ResponseType } from './negotiate.ts';

/** Writes a JSON body once, with the headers every answer has. */
export function respond(
  res: ServerResponse,
  status: number,
  type: ResponseType,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (res.headersSent || res.destroyed) return;
  const bytes = Buffer.from(JSON.stringify(body), 'utf8');
  res.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'content-length': bytes.length,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  res.end(bytes);
}
