import { createServer, type Server, type Socket } from 'node:net';
import { GRAPHQL_MISBEHAVIOURS } from './hostile-data.ts';
import { HTTP_MISBEHAVIOURS } from './hostile-http.ts';

/** A request as it came in. */
export interface HostileRequest {
  readonly path: string;
  /** Names in lower case; of equal names the last. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Number of the socket it came on, from 1. */
  readonly socket: number;
}

/** What a misbehaviour plays with. */
export interface Stage {
  readonly socket: Socket;
  readonly request: HostileRequest;
  /** The honest answer: the body of a reply. */
  readonly honest: { readonly data: unknown };
  /** An address that nobody may be led to. */
  readonly trap: string;
  /** Runs something again and again until the socket is gone. */
  every(milliseconds: number, step: () => void): void;
}

/**
 * What a firewall has to make of it: a typed failure, or a reply, whose data may be as wrong as it likes: that is for
 * whoever re-projects it. `either`: which of the two depends on how the network cuts it.
 */
export type Outcome = 'PLUGIN_UNAVAILABLE' | 'PLUGIN_TIMEOUT' | 'PLUGIN_INVALID_REPLY' | 'reply' | 'either';

export interface Misbehaviour {
  readonly outcome: Outcome;
  play(stage: Stage): void;
}

const ALL = { ...HTTP_MISBEHAVIOURS, ...GRAPHQL_MISBEHAVIOURS };

export type MisbehaviourName = keyof typeof ALL;

/** All that it can do, `honest` among it: for suites that go through everything. */
export const MISBEHAVIOURS = Object.keys(ALL) as MisbehaviourName[];

export function outcomeOf(name: MisbehaviourName): Outcome {
  return ALL[name].outcome;
}

export interface HostileVendor {
  /** Misbehaves as its path says: `/deep-json`. */
  url(name: MisbehaviourName): string;
  /** `host:port`. */
  readonly authority: string;
  /** From now on whatever the path says; null: as the path says. */
  misbehave(name: MisbehaviourName | null): void;
  readonly received: readonly HostileRequest[];
  /** Sockets that are open. */
  readonly open: number;
  /** How often somebody followed where it led. */
  readonly trapped: number;
  close(): Promise<void>;
}

export interface HostileOptions {
  /** The honest `data` for a request's body. Default: representations come back, anything else is greeted. */
  readonly answer?: (body: { readonly query?: string; readonly variables?: Record<string, unknown> }) => unknown;
}

/** A vendor over real sockets that does whatever a vendor can do. As `https:` it is a peer that never shakes hands. */
export async function serveHostileVendor({ answer = greet }: HostileOptions = {}): Promise<HostileVendor> {
  const received: HostileRequest[] = [];
  const sockets = new Set<Socket>();
  let forced: MisbehaviourName | null = null;
  let trapped = 0;
  let accepted = 0;

  const caught = (socket: Socket) => {
    trapped += 1;
    socket.on('error', () => {}).end();
  };
  const trap = await listening(createServer(caught));

  const server = createServer((socket) => {
    sockets.add(socket);
    accepted += 1;
    const number = accepted;
    socket.on('error', () => {}).once('close', () => sockets.delete(socket));
    readRequests(socket, (read) => {
      const request = { ...read, socket: number };
      received.push(request);
      const path = request.path.replace(/^\//, '').replace(/\?.*/, '');
      const name = forced ?? (path in ALL ? (path as MisbehaviourName) : 'honest');
      const honest = { data: answer(parse(request.body)) };
      ALL[name].play({ socket, request, honest, trap: `http://127.0.0.1:${portOf(trap)}/`, every: every(socket) });
    });
  });
  await listening(server);
  const authority = `127.0.0.1:${portOf(server)}`;

  return {
    authority,
    url: (name) => `http://${authority}/${name}`,
    misbehave(name) {
      forced = name;
    },
    received,
    get open() {
      return sockets.size;
    },
    get trapped() {
      return trapped;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await Promise.all([server, trap].map((one) => new Promise((resolve) => one.close(resolve))));
    },
  };
}

function greet({ variables }: { readonly variables?: Record<string, unknown> }): unknown {
  const { representations } = variables ?? {};
  return Array.isArray(representations)
    ? { _entities: representations }
    : { hello: 'world', list: [{ id: '1', size: 2.5 }] };
}

/** Takes requests off a socket one by one, with a body of `content-length` bytes each. */
function readRequests(socket: Socket, onRequest: (request: Omit<HostileRequest, 'socket'>) => void): void {
  let buffered = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    buffered = Buffer.concat([buffered, chunk]);
    for (;;) {
      const end = buffered.indexOf('\r\n\r\n');
      if (end < 0) return;
      const [first = '', ...lines] = buffered.toString('latin1', 0, end).split('\r\n');
      const headers = Object.fromEntries(
        lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
      );
      const length = Number(headers['content-length'] ?? 0);
      if (buffered.length < end + 4 + length) return;
      const body = buffered.toString('utf8', end + 4, end + 4 + length);
      buffered = buffered.subarray(end + 4 + length);
      onRequest({ path: first.split(' ')[1] ?? '/', headers, body });
    }
  });
}

function every(socket: Socket): Stage['every'] {
  return (milliseconds, step) => {
    const timer = setInterval(() => (socket.destroyed ? clearInterval(timer) : step()), milliseconds);
    socket.once('close', () => clearInterval(timer));
  };
}

function parse(body: string): { query?: string; variables?: Record<string, unknown> } {
  try {
    return JSON.parse(body);
  } catch {
    return {};
  }
}

async function listening(server: Server): Promise<Server> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}
