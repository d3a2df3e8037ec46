import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { GatewayReport } from '@citygraph/contract';
import type { TestArtefact } from './test-delivery.ts';

export const GATEWAY_SECRET = new Uint8Array(32).fill(4);

type Followed = 'keyset' | 'policy' | 'graphs';

/** A registry's listener for gateways, as they see it: documents that are followed, artefacts, reports. */
export interface ControlServer {
  readonly url: string;
  publish(what: Followed, document: object): void;
  add(artefact: TestArtefact): void;
  remove(digest: string): void;
  readonly reports: readonly GatewayReport[];
  /** How the next reports are answered; default 204. */
  answerReports(status: number): void;
  /** Paths that were asked, in their order. */
  readonly asked: readonly string[];
  /** Nobody answers under its address any more. */
  down(): Promise<void>;
  up(): Promise<void>;
}

export async function openControlServer(): Promise<ControlServer> {
  const documents = new Map<Followed, { etag: string; body: string }>();
  const artefacts = new Map<string, string>();
  const reports: GatewayReport[] = [];
  const asked: string[] = [];
  const waiting = new Set<() => void>();
  let reportStatus = 204;
  let port = 0;
  let server: Server;

  const follow = (req: IncomingMessage, res: ServerResponse, what: Followed): void => {
    const known = documents.get(what);
    if (!known) {
      res.writeHead(503).end();
      return;
    }
    const give = (): boolean => {
      const current = documents.get(what);
      if (!current || current.etag === req.headers['if-none-match']) return false;
      res.writeHead(200, { etag: current.etag }).end(current.body);
      return true;
    };
    if (give()) return;
    const settle = (): void => {
      if (give()) waiting.delete(settle);
    };
    waiting.add(settle);
    res.once('close', () => waiting.delete(settle));
  };
  const take = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    if (reportStatus === 204) reports.push(JSON.parse(Buffer.concat(chunks).toString()) as GatewayReport);
    res.writeHead(reportStatus).end();
  };
  const answer = (req: IncomingMessage, res: ServerResponse): void => {
    const path = (req.url ?? '').slice(1);
    asked.push(path);
    if (req.headers.authorization !== `Bearer ${Buffer.from(GATEWAY_SECRET).toString('base64url')}`) {
      res.writeHead(401).end();
    } else if (path === 'keyset' || path === 'policy' || path === 'graphs') {
      follow(req, res, path);
    } else if (path === 'report' && req.method === 'POST') {
      void take(req, res);
    } else {
      const body = artefacts.get(path.replace('artefacts/', ''));
      if (body === undefined) res.writeHead(404).end();
      else res.writeHead(200).end(body);
    }
  };
  const up = async (): Promise<void> => {
    server = createServer(answer);
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  };
  await up();
  return {
    url: `http://127.0.0.1:${port}`,
    publish(what, document) {
      const body = JSON.stringify(document);
      documents.set(what, { etag: `"${createHash('sha256').update(body).digest('hex')}"`, body });
      for (const settle of [...waiting]) settle();
    },
    add: ({ digest, document }) => void artefacts.set(digest, JSON.stringify(document)),
    remove: (digest) => void artefacts.delete(digest),
    reports,
    answerReports(status) {
      reportStatus = status;
    },
    asked,
    async down() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
    up,
  };
}
