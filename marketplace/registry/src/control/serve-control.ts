import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type PolicyBundle, type SignedDocument, StartError } from '@citygraph/contract';

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
}

export interface Control {
  /** Without path. */
  readonly url: string;
  /** From now on this is the policy; whoever waits gets it at once. */
  publish(bundle: SignedDocument<PolicyBundle>): void;
  close(): Promise<void>;
}

interface Published {
  readonly etag: string;
  readonly body: Buffer;
}

const LONGEST_WAIT_SECONDS = 60;
/** Gateways times their processes; more than that asks again instead. */
const MOST_WAITING = 1_000;

/**
 * Where gateways follow what people decide: `GET /policy` with `Authorization: Bearer <secret in base64url>`, answered by the signed bundle; with
 * `If-None-Match` and `Prefer: wait=25` (RFC 7240) as soon as there is a newer one, or with 304. A listener of its own: it is never reached through a gateway.
 */
export async function serveControl({ host, port, gateways }: ControlOptions): Promise<Control> {
  const known = gateways.map(({ secret }) => digestOf(Buffer.from(secret).toString('base64url')));
  let current: Published | null = null;
  const waiting = new Set<() => void>();

  const answer = (req: IncomingMessage, res: ServerResponse): void => {
    if (!isKnown(req.headers.authorization, known)) {
      refuse(res, 401, 'Only gateways of this hub: send the secret of yours.', { 'www-authenticate': 'Bearer' });
    } else if ((req.url ?? '/').split('?', 1)[0] !== '/policy') {
      refuse(res, 404, 'Nothing is here. The policy is at /policy.');
    } else if (req.method !== 'GET') {
      refuse(res, 405, 'Only GET here.', { allow: 'GET' });
    } else if (current === null) {
      refuse(res, 503, 'There is no policy yet.', { 'retry-after': '1' });
    } else if (req.headers['if-none-match'] !== current.etag) {
      give(res, current);
    } else {
      hold(res, secondsOf(req.headers.prefer));
    }
  };

  const hold = (res: ServerResponse, seconds: number): void => {
    const known = current;
    const settle = (): void => {
      clearTimeout(late);
      waiting.delete(settle);
      res.off('close', settle);
      if (res.destroyed) return;
      if (current && current !== known) give(res, current);
      else res.writeHead(304, { etag: known?.etag }).end();
    };
    const late = setTimeout(settle, waiting.size < MOST_WAITING ? seconds * 1000 : 0);
    waiting.add(settle);
    res.once('close', settle);
  };

  const server = createServer({ headersTimeout: 5_000, requestTimeout: 10_000, keepAliveTimeout: 65_000 }, answer);
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
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    publish(bundle) {
      const body = Buffer.from(JSON.stringify(bundle));
      current = { etag: `"${createHash('sha256').update(body).digest('base64url')}"`, body };
      for (const settle of [...waiting]) settle();
    },
    close() {
      for (const settle of [...waiting]) settle();
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      });
    },
  };
}

function give(res: ServerResponse, { etag, body }: Published): void {
  res
    .writeHead(200, {
      'content-type': 'application/json',
      'content-length': body.byteLength,
      'cache-control': 'no-store',
      etag,
    })
    .end(body);
}

function refuse(res: ServerResponse, status: number, message: string, headers: Record<string, string> = {}): void {
  res.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify({ message }));
}

/** Compared as digests: neither time nor length tells anything of a secret. */
function isKnown(authorization: string | undefined, known: readonly Buffer[]): boolean {
  const said = digestOf(/^Bearer ([\w-]+)$/i.exec(authorization ?? '')?.[1] ?? '');
  let isOne = false;
  for (const digest of known) isOne = timingSafeEqual(digest, said) || isOne;
  return isOne;
}

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();

function secondsOf(prefer: string | readonly string[] | undefined): number {
  const said = /(?:^|[,;\s])wait=(\d{1,4})\b/.exec(String(prefer ?? ''))?.[1];
  return Math.min(Number(said ?? 0), LONGEST_WAIT_SECONDS);
}
