import type { IncomingMessage, ServerResponse } from 'node:http';
import type { StaticSite } from './static-site.ts';

export type Handler = (req: IncomingMessage, res: ServerResponse) => unknown;

export interface FrontDoorRooms {
  /** GraphQL, health, hop keys. */
  readonly gateway: Handler;
  /** Everything under `/realms/`; null: sign-on lives elsewhere. */
  readonly signOn: Handler | null;
  readonly explorer: StaticSite;
  /** JSON at `/explorer/settings.json`. */
  readonly explorerSettings: string;
  /** Everything under `/docs/`. */
  readonly docs: StaticSite;
  /** `Host` headers it answers to. */
  readonly hosts: ReadonlySet<string>;
}

/** The names of loopback at a port; port 80 goes without saying (RFC 9110 §4.2.1). */
export function loopbackHosts(port: number): ReadonlySet<string> {
  const names = ['localhost', '127.0.0.1', '[::1]'];
  return new Set([...names.map((name) => `${name}:${port}`), ...(port === 80 ? names : [])]);
}

const GATEWAY_PATHS = new Set(['/graphql', '/healthz', '/readyz']);

/** The one listener: each path belongs to exactly one room. */
export function frontDoor({ gateway, signOn, explorer, explorerSettings, docs, hosts }: FrontDoorRooms): Handler {
  return async (req, res) => {
    const target = req.url ?? '/';
    // A page elsewhere may give its own name our address (DNS rebinding): its requests still say that name.
    if (!hosts.has(req.headers.host?.toLowerCase() ?? '')) {
      return say(res, 421, `This hub answers to ${[...hosts].join(', ')} only.`, { connection: 'close' });
    }
    if (!/^\/(?![/\\])/.test(target) || !URL.canParse(target, 'http://hub')) {
      return say(res, 400, 'The request names no path of this hub.', { connection: 'close' });
    }
    const { pathname } = new URL(target, 'http://hub');
    if (GATEWAY_PATHS.has(pathname) || pathname.startsWith('/.well-known/')) return gateway(req, res);
    if (signOn && pathname.startsWith('/realms/')) return signOn(req, res);
    if (req.method !== 'GET' && req.method !== 'HEAD') return say(res, 405, 'Only GET here.', { allow: 'GET, HEAD' });
    if (pathname === '/explorer/settings.json') {
      return say(res, 200, explorerSettings, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    }
    if (pathname === '/' && (await explorer.serve('index.html', req, res))) return;
    if (pathname.startsWith('/explorer/') && (await explorer.serve(pathname.slice('/explorer/'.length), req, res)))
      return;
    if (pathname === '/docs') return say(res, 308, 'The documentation is at /docs/.', { location: '/docs/' });
    if (pathname.startsWith('/docs/')) {
      const path = pathname.slice('/docs/'.length).replace(/(^|\/)$/, '$1index.html');
      if (await docs.serve(path, req, res)) return;
      return say(res, 404, `${pathname} is no page of the documentation, or it is not built yet: npm run docs.`);
    }
    return say(res, 404, `Nothing is at ${pathname}. The endpoint is /graphql, the explorer is /.`);
  };
}

function say(res: ServerResponse, status: number, text: string, headers: Record<string, string> = {}): void {
  res.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'content-length': Buffer.byteLength(text),
    ...headers,
  });
  res.end(text);
}
