import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import {
  ANONYMOUS_VIEWER,
  CityGraphError,
  createHopVerifier,
  createReplayCache,
  type HopVerification,
  type VerifiedHop,
  type Viewer,
} from '@citygraph/contract';
import { GraphQLError, type GraphQLSchema } from 'graphql';
import { createYoga } from 'graphql-yoga';
import { answerError, answerJson, toTypedError } from './answer.ts';
import { readBody } from './read-body.ts';

/** What an operation beside the graph is given and answers: JSON in, JSON out. */
export type Operation<C> = (context: C, input: unknown) => Promise<unknown>;

export interface ServeOptions<C extends object> {
  readonly name: string;
  readonly schema: GraphQLSchema;
  /** Default: loopback. */
  readonly host?: string;
  /** Default: any free port. */
  readonly port?: number;
  /** null: nobody is verified and everybody is anonymous; for a subgraph behind somebody else's gateway. */
  readonly verify: HopVerification | null;
  /** Made once per request; whatever it holds open it lets go in `dispose`. */
  context(viewer: Viewer, request: { readonly requestId: string }): Promise<C & { dispose?(): void }>;
  /** Answered at `POST /operations/<name>`, never part of the graph. */
  readonly operations?: Readonly<Record<string, Operation<C>>>;
  readonly log?: (line: Readonly<Record<string, unknown>>) => void;
}

export interface ServedGraphql {
  /** `http://127.0.0.1:<port>/graphql` */
  readonly url: string;
  /** Refuses new requests, lets those in flight finish, then closes every socket. */
  close(): Promise<void>;
}

interface Carried<C> {
  context?: C & { dispose?(): void };
}

const BODY_LIMIT = 1024 * 1024;
const DRAIN_MS = 10_000;

/** Serves a subgraph: GraphQL at `/graphql`, operations, `/healthz`, `/readyz`. Only the hub gets in. */
export async function serveGraphql<C extends object>(options: ServeOptions<C>): Promise<ServedGraphql> {
  const { name, host = '127.0.0.1', port = 0, operations = {}, log = () => {} } = options;
  const state = { draining: false, inFlight: 0 };
  const admit = admission(options.verify);
  const yoga = createYoga<Carried<C>, C>({
    schema: options.schema,
    graphqlEndpoint: '/graphql',
    graphiql: false,
    landingPage: false,
    logging: false,
    cors: false,
    parserAndValidationCache: true,
    maskedErrors: { maskError: (error) => masked(error, name, log) },
    context: ({ context }: Carried<C>) => context as C,
  });

  const answer = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const path = (req.url ?? '/').split('?', 1)[0] as string;
    if (path === '/healthz') return answerJson(res, 200, { status: 'alive' });
    if (state.draining) throw new CityGraphError('OVERLOADED', `${name} is shutting down.`);
    if (path === '/readyz') return answerJson(res, 200, { status: 'ready' });
    if (req.method !== 'POST') throw new CityGraphError('NOT_FOUND', 'Only POST here.');
    const body = await readBody(req, BODY_LIMIT);
    const { viewer, requestId } = await admit(req, body);
    const context = await options.context(viewer, { requestId });
    try {
      const operation = /^\/operations\/([\w-]+)$/.exec(path)?.[1];
      if (operation !== undefined) {
        const run = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
        if (!run) throw new CityGraphError('NOT_FOUND', `${name} has no operation ${operation}.`);
        return answerJson(res, 200, (await run(context, parseJson(body))) ?? null);
      }
      if (path !== '/graphql') throw new CityGraphError('NOT_FOUND', `Nothing is at ${path}.`);
      const reply = await yoga.fetch(
        `http://${name}/graphql`,
        {
          method: 'POST',
          headers: { 'content-type': 'application/json', accept: 'application/json' },
          body: body as BodyInit,
        },
        { context },
      );
      res.writeHead(reply.status, { 'content-type': reply.headers.get('content-type') ?? 'application/json' });
      res.end(Buffer.from(await reply.arrayBuffer()));
    } finally {
      context.dispose?.();
    }
  };

  const server = createServer(
    { requestTimeout: 30_000, headersTimeout: 5_000, keepAliveTimeout: 65_000 },
    (req, res) => {
      state.inFlight++;
      res.once('close', () => state.inFlight--);
      if (state.draining) res.setHeader('connection', 'close');
      answer(req, res).catch((error: unknown) => {
        if (!(error instanceof CityGraphError)) log({ level: 'error', service: name, error: describe(error) });
        if (!res.headersSent) answerError(res, error);
        else res.destroy();
      });
    },
  );
  const at = await listen(server, host, port);
  return {
    url: `http://${host}:${at}/graphql`,
    close: () => drain(server, state),
  };
}

/** Verifies each request as the hub's; a signed request is taken once. */
function admission(verify: HopVerification | null): (req: IncomingMessage, body: Uint8Array) => Promise<VerifiedHop> {
  if (!verify) return async () => ({ viewer: ANONYMOUS_VIEWER, requestId: 'unsigned', expires: 0 });
  const check = createHopVerifier(verify);
  const replays = createReplayCache(verify.now ? { now: verify.now } : {});
  return async ({ method = 'GET', url = '/', headers }, body) => {
    const flat = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
    );
    const hop = await check({ method, url, headers: flat, body });
    if (!replays.take(hop.requestId, hop.expires)) {
      throw new CityGraphError('UNAUTHENTICATED', `The request ${hop.requestId} was sent before.`);
    }
    return hop;
  };
}

function masked(error: unknown, name: string, log: NonNullable<ServeOptions<object>['log']>): GraphQLError {
  const original = error instanceof GraphQLError ? (error.originalError ?? error) : error;
  const at = error instanceof GraphQLError ? { nodes: error.nodes, path: error.path } : {};
  if (original instanceof CityGraphError)
    return new CityGraphError(original.code, original.message, { ...at, extensions: original.extensions });
  // Parsing, validation and variables: GraphQL's own words about the document.
  if (original instanceof GraphQLError) return original;
  log({ level: 'error', service: name, error: describe(original) });
  const { code, message } = toTypedError(original);
  return new CityGraphError(code, message, at);
}

const describe = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    throw new CityGraphError('BAD_USER_INPUT', 'The body is not JSON.');
  }
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  return typeof address === 'object' && address ? address.port : port;
}

function drain(server: Server, state: { draining: boolean; inFlight: number }): Promise<void> {
  state.draining = true;
  return new Promise((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
    const idle = setInterval(() => {
      if (state.inFlight === 0) server.closeIdleConnections();
    }, 20);
    server.close(() => {
      clearTimeout(force);
      clearInterval(idle);
      resolve();
    });
    server.closeIdleConnections();
  });
}
