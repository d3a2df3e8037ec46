import { createServer, type Server } from 'node:http';
import { cityDocs, hubQuestions, pageHeaders, staticSite } from '@citygraph/all-in-one';
import type { City } from '@citygraph/city';
import { StartError } from '@citygraph/contract';
import { siteFolder } from '@citygraph/explorer';

interface ExplorerOptions {
  readonly port: number;
  readonly endpoint: string;
  readonly issuer: string;
  readonly city: City;
}

/** What the page needs to know, at `/explorer/settings.json`. */
export const explorerSettings = ({ endpoint, issuer, city }: Omit<ExplorerOptions, 'port'>): string =>
  JSON.stringify({ endpoint, issuer, clientId: 'citygraph-explorer', questions: hubQuestions(city) });

/** The explorer on an origin of its own: static files and its settings, and the documentation beside it. */
export async function serveExplorer({ port, ...facts }: ExplorerOptions): Promise<Server> {
  const headers = pageHeaders(new URL(facts.endpoint).origin, new URL(facts.issuer).origin);
  const site = staticSite(siteFolder, headers);
  const settings = explorerSettings(facts);
  const docs = cityDocs(pageHeaders());
  const server = createServer(async (req, res) => {
    const path = (req.url ?? '/').split('?', 1)[0] as string;
    if (req.method !== 'GET' && req.method !== 'HEAD') {
      res.writeHead(405, { allow: 'GET, HEAD' }).end();
    } else if (path === '/explorer/settings.json') {
      res.writeHead(200, { ...headers, 'content-type': 'application/json', 'cache-control': 'no-store' }).end(settings);
    } else if (path === '/docs') {
      res.writeHead(308, { location: '/docs/' }).end();
    } else if (path.startsWith('/docs/')) {
      const page = path.slice('/docs/'.length).replace(/(^|\/)$/, '$1index.html');
      if (!(await docs.serve(page, req, res))) res.writeHead(404).end();
    } else {
      const file = path === '/' ? 'index.html' : path.replace(/^\/explorer\//, '');
      if (!(await site.serve(file, req, res))) res.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new StartError(`Port ${port} is in use by another program: choose another with --explorer-port <number>.`)
          : error,
      ),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
  return server;
}
