import type { IncomingMessage, ServerResponse } from 'node:http';

/** GraphiQL at `/`, with nothing loaded from anywhere else. Answers true when the request was for it. */
export function graphiqlPage(
  title: string,
  defaultQuery: string,
): (req: IncomingMessage, res: ServerResponse) => boolean {
  let page: Promise<string> | null = null;
  return (req, res) => {
    const path = (req.url ?? '/').split('?', 1)[0];
    if (path !== '/' || req.method !== 'GET') return false;
    page ??= render(title, defaultQuery);
    page.then(
      (html) => {
        res.writeHead(200, {
          'content-type': 'text/html; charset=utf-8',
          'cache-control': 'no-store',
          'x-content-type-options': 'nosniff',
          // Its editor works in threads made of blobs; it connects to this hub alone, and nobody frames it.
          'content-security-policy':
            "default-src 'none'; script-src 'unsafe-inline' blob:; worker-src blob:; style-src 'unsafe-inline'; font-src data:; img-src data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'",
        });
        res.end(html);
      },
      (error: unknown) => {
        res.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' });
        res.end(`GraphiQL cannot be shown: ${error instanceof Error ? error.message : String(error)}`);
      },
    );
    return true;
  };
}

/** Nine megabytes: loaded when somebody looks. */
async function render(title: string, defaultQuery: string): Promise<string> {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql');
  return renderGraphiQL({ title, defaultQuery, endpoint: '/graphql' });
}
