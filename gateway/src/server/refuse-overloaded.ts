import type { IncomingMessage, ServerResponse } from 'node:http';
import { corsHeaders } from './cors.ts';
import { JSON_TYPE } from './negotiate.ts';
import { closedWhenUnread } from './respond.ts';

const BODY = Buffer.from(
  JSON.stringify({
    errors: [
      {
        message: 'This gateway has more to do than it can. Send the request again in a moment.',
        extensions: { code: 'OVERLOADED' },
      },
    ],
  }),
);

const HEADERS = {
  'content-type': `${JSON_TYPE}; charset=utf-8`,
  'content-length': BODY.length,
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'retry-after': '1',
};

/** Costs next to nothing: by the headers alone, with an answer that is always the same. */
export function refuseOverloaded(req: IncomingMessage, res: ServerResponse, origins: ReadonlySet<string>): void {
  res.writeHead(503, { ...HEADERS, ...corsHeaders(req, origins), ...closedWhenUnread(req) });
  res.end(BODY);
  // A short body is read for the sake of the next request.
  req.resume();
}
