import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { GRAPH_SET_TYPE, KEYSET_TYPE, POLICY_BUNDLE_TYPE, type SignedDocument, StartError } from '@citygraph/contract';
import { controlResource, give, MOST_WAITING, refuse } from './control-resource.ts';
import { receiveReport } from './receive-report.ts';

/** A gateway that may follow, and what it proves itself with. */
export interface ControlClient {
  readonly name: string;
  readonly secret: Uint8Array;
}

export interface ControlOptions {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  readonly gateways: readonly ControlClient[];
  /** A graph by its digest; null: there is none. Default: there are none. */
  readonly artefact?: (digest: string) => Promise<SignedDocument<unknown> | null>;
  /** Some subjects' consents by their digest, as the policy names them; null: there are none, or they have changed since. Default: there are none. */
  readonly consents?: (digest: string) => object | null;
  /** Takes what a gateway's process tells; a CityGraphError is told to it. Default: nothing is taken. */
  readonly report?: (gateway: string, report: unknown) => Promise<unknown>;
  /** PEM: it is then answered over TLS alone. */
  readonly tls?: { readonly key: string; readonly cert: string } | undefined;
  /** Somebody came without the secret of a gateway. */
  readonly stranger?: () => void;
  readonly log?: (line: Readonly<Record<string, unknown>>) => void;
}

export interface Control {
  /** Without path. */
  readonly url: string;
  /** From now on this is the policy, the graph set or the keyset, by its type; whoever waits for it gets it at once. */
  publish(document: SignedDocument<unknown>): void;
  close(): Promise<void>;
}

const PLACES = '/keyset, /policy, /graphs, /artefacts/<digest>, /consents/<digest> and /report';

/**
 * Where gateways follow what is decided, and tell what they serve: `GET /keyset`, `/policy`, `/graphs` with `Authorization: Bearer <secret in base64url>`, answered by the signed
 * document; with `If-None-Match` and `Prefer: wait=25` (RFC 7240) as soon as there is a newer one, or with 304. `GET /artefacts/<digest>` gives a graph, `GET /consents/<digest>` the consents that a policy names, `POST /report` takes a
 * `GatewayReport`. A listener of its own: it is never reached through a gateway.
 */
export async function serveControl(options: ControlOptions): Promise<Control> {
  const { host, port, gateways, artefact, consents, report, tls, stranger, log = () => {} } = options;
  const known = gateways.map(({ name, secret }) => ({
    name,
    digest: digestOf(Buffer.from(secret).toString('base64url')),
  }));
  const followed = {
    '/keyset': controlResource('keyset'),
    '/policy': controlResource('policy'),
    '/graphs': controlResource('graph set'),
  };
  const placeOf: Readonly<Record<string, keyof typeof followed>> = {
    [KEYSET_TYPE]: '/keyset',
    [POLICY_BUNDLE_TYPE]: '/policy',
    [GRAPH_SET_TYPE]: '/graphs',
  };

  const answer = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const gateway = whoIs(req.headers.authorization, known);
    if (gateway === null) {
      stranger?.();
      // Nobody who is no gateway keeps a place that a gateway would have.
      const headers = { 'www-authenticate': 'Bearer', connection: 'close' };
      return refuse(res, 401, 'Only gateways of this hub: send the secret of yours.', headers);
    }
    const path = (req.url ?? '/').split('?', 1)[0] ?? '/';
    if (path === '/report') {
      if (req.method !== 'POST') return refuse(res, 405, 'Only POST here.', { allow: 'POST' });
      if (!report) return refuse(res, 503, 'Reports are not taken here.', { 'retry-after': '60' });
      return receiveReport(req, res, (body) => report(gateway, body), log);
    }
    const [, kind, digest] = /^\/(artefacts|consents)\/([0-9a-f]{64})$/.exec(path) ?? [];
    const resource = followed[path as keyof typeof followed];
    if (!resource && digest === undefined) return refuse(res, 404, `Nothing is here. There are ${PLACES}.`);
    if (req.method !== 'GET') return refuse(res, 405, 'Only GET here.', { allow: 'GET' });
    if (digest === undefined) return resource.answer(req, res);
    const etag = `"${digest}"`;
    if (req.headers['if-none-match'] === etag) return void res.writeHead(304, { etag }).end();
    const document = kind === 'consents' ? consents?.(digest) : await artefact?.(digest);
    if (!document) return refuse(res, 404, `There is no ${kind === 'consents' ? 'part' : 'graph'} ${digest}.`);
    give(res, Buffer.from(JSON.stringify(document)), etag);
  };

  // Node looks every half minute by itself, and a socket that says nothing would stay so long.
  const limits = { headersTimeout: 5_000, requestTimeout: 10_000, connectionsCheckingInterval: 1_000 };
  const times = { ...limits, keepAliveTimeout: 65_000 };
  const handle = (req: IncomingMessage, res: ServerResponse): void => {
    answer(req, res).catch((error: unknown) => {
      log({ level: 'error', event: 'control-failed', error: String(error) });
      if (res.headersSent) res.destroy();
      else refuse(res, 503, 'The registry cannot answer at this moment: ask again.', { 'retry-after': '2' });
    });
  };
  const server = tls
    ? createTlsServer({ ...times, ...tls, minVersion: 'TLSv1.3' }, handle)
    : createServer(times, handle);
  server.maxConnections = MOST_WAITING * 2;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new StartError(`Port ${port} is in use by another program: change the setting own.control.port.`)
          : error,
      ),
    );
    server.listen(port, host, resolve);
  });
  return {
    url: `${tls ? 'https' : 'http'}://${host}:${(server.address() as AddressInfo).port}`,
    publish(document) {
      const place = placeOf[document.type];
      if (place === undefined) throw new Error(`Nobody follows documents of the type ${document.type}.`);
      followed[place].publish(document);
    },
    close() {
      for (const resource of Object.values(followed)) resource.release();
      return new Promise((resolve) => {
        // Who is being answered is idle a moment later, and would keep its connection for a minute.
        const idle = setInterval(() => server.closeIdleConnections(), 20);
        const late = setTimeout(() => server.closeAllConnections(), 2_000);
        server.close(() => {
          clearInterval(idle);
          clearTimeout(late);
          resolve();
        });
      });
    },
  };
}

/** Compared as digests: neither time nor length tells anything of a secret. */
function whoIs(
  authorization: string | undefined,
  known: readonly { readonly name: string; readonly digest: Buffer }[],
): string | null {
  const said = digestOf(/^Bearer ([\w-]+)$/i.exec(authorization ?? '')?.[1] ?? '');
  let who: string | null = null;
  for (const { name, digest } of known) if (timingSafeEqual(digest, said)) who = name;
  return who;
}

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();
