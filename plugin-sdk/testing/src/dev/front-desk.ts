import type { IncomingMessage, ServerResponse } from 'node:http';

export interface FrontDeskOptions {
  /** Added to requests that do not say them themselves, by name in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly page: (req: IncomingMessage, res: ServerResponse) => boolean;
}

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i;

/**
 * Sees requests before the gateway does; true: it has answered. A name that somebody else's DNS leads here (rebinding) is refused: a page from elsewhere would
 * read what this hub answers.
 */
export function frontDesk({ headers, page }: FrontDeskOptions): (req: IncomingMessage, res: ServerResponse) => boolean {
  return (req, res) => {
    if (!LOOPBACK.test(req.headers.host ?? '')) {
      res.writeHead(421, { 'content-type': 'text/plain; charset=utf-8' });
      res.end('This hub answers as localhost alone.');
      return true;
    }
    for (const [name, value] of Object.entries(headers)) req.headers[name] ??= value;
    return page(req, res);
  };
}
