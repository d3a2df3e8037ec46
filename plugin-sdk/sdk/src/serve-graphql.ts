import { AsyncLocalStorage } from 'node:async_hooks';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { CityGraphError, HopRefusal, type HopVerification, type Viewer } from '@citygraph/contract';
import type { GraphQLSchema } from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import { createAdmission, saidRequestId } from './admission.ts';
import { answerError, answerJson } from './answer.ts';
import { createDrain } from './drain.ts';
import { listen } from './listen.ts';
import { maskError } from './mask-error.ts';
import { readBody, SenderGone } from './read-body.ts';
import { createRefusalLog } from './refusal-log.ts';

/** What an operation beside the graph is given and answers: JSON in, JSON out. */
export type Operation<C> = (context: C, input: unknown) => Promise<unknown>;

/** What a subgraph is served with: its schema, who may ask it, and what its resolvers get. */
export interface ServeOptions<C extends object> {
  readonly name: string;
  readonly schema: GraphQLSchema;
  /** Default: loopback. */
  readonly host?: string;
  /** Default: any free port. */
  readonly port?: number;
  /** null: nobody is verified and everybody is anonymous; for a subgraph behind somebody else's gateway. */
  readonly verify: HopVerification | null;
  /** Made once per request; whatever it holds open it lets go in `dispose`, called when the answer is ready. */
  context(
    viewer: Viewer,
    request: { readonly requestId: string; readonly headers: IncomingHttpHeaders },
  ): Promise<C & { dispose?(): void }>;
  /** Answered at `POST /operations/<name>`, never part of the graph. */
  readonly operations?: Readonly<Record<string, Operation<C>>>;
  /** Added to the `extensions` of each answer of the graph, for the hub alone to read. */
  extensions?(context: C): Readonly<Record<string, unknown>>;
  /** How long `close` still serves, while `/readyz` says 503, so that whoever balances the load sends nothing more before anything is refused. Default: 0 ms. */
  readonly graceMs?: number;
  /** How long `close` waits for answers under way. Default: 10 s. */
  readonly drainMs?: number;
  /** Causes of INTERNAL_ERROR, under their request id; and what was refused of requests that are not the hub's, once a minute for each reason. */
  readonly log?: (line: Readonly<Record<string, unknown>>) => void;
}

/** A server that listens. */
export interface ServedGraphql {
  /** `http://127.0.0.1:<port>/graphql` */
  readonly url: string;
  /** Says at `/readyz` that it leaves, serves on for `graceMs`, then refuses new requests (503), lets those in flight finish, then closes every socket. */
  close(): Promise<void>;
}

interface Carried<C> {
  readonly context: C;
}

const BODY_LIMIT = 1024 * 1024;
/** The hub hands over in one piece what belongs together. */
const OPERATION_LIMIT = 8 * 1024 * 1024;

/** Serves a subgraph: GraphQL at `/graphql`, operations, `/healthz`, `/readyz`. Only the hub gets in. */
export async function serveGraphql<C extends object>(options: ServeOptions<C>): Promise<ServedGraphql> {
  const {
    name,
    host = '127.0.0.1',
    port = 0,
    operations = {},
    graceMs = 0,
    drainMs = 10_000,
    log = () => {},
  } = options;
  const admit = createAdmission(options.verify);
  const logRefusal = createRefusalLog(name, log, options.verify?.now);
  /** The request id for the log, where graphql-yoga reports an error without saying whose. */
  const current = new AsyncLocalStorage<string>();
  const logError = (error: unknown, requestId = current.getStore()): void =>
    log({ level: 'error', service: name, requestId, error: describe(error) });

  const yoga = createYoga<Carried<C>, C>({
    schema: options.schema,
    graphqlEndpoint: '/graphql',
    graphiql: false,
    landingPage: false,
    logging: false,
    cors: false,
    multipart: false,
    parserAndValidationCache: true,
    maskedErrors: { maskError: (error) => maskError(error, logError) },
    context: ({ context }: Carried<C>) => context,
    plugins: options.extensions ? [withExtensions(options.extensions)] : [],
  });

  const askGraph = async (context: C, body: Uint8Array, res: ServerResponse): Promise<void> => {
    const reply = await yoga.fetch(
      `http://${name}/graphql`,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: body as BodyInit,
      },
      { context },
    );
    const answer = Buffer.from(await reply.arrayBuffer());
    res.writeHead(reply.status, {
      'content-type': reply.headers.get('content-type') ?? 'application/json',
      'content-length': answer.byteLength,
    });
    res.end(answer);
  };

  const askOperation = async (operation: string, context: C, body: Uint8Array, res: ServerResponse): Promise<void> => {
    const run = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
    if (!run) throw new CityGraphError('NOT_FOUND', `${name} has no operation ${operation}.`);
    answerJson(res, 200, (await run(context, parseJson(body))) ?? null);
  };

  const answer = async (req: IncomingMessage, res: ServerResponse, path: string): Promise<void> => {
    if (req.method !== 'POST') throw new CityGraphError('NOT_FOUND', 'Only POST here.');
    const operation = /^\/operations\/([\w-]+)$/.exec(path)?.[1];
    const isKnown = operation !== undefined && Object.hasOwn(operations, operation);
    const body = await readBody(req, isKnown ? OPERATION_LIMIT : BODY_LIMIT);
    const { viewer, requestId } = await admit(req, body);
    if (operation === undefined && path !== '/graphql') {
      throw new CityGraphError('NOT_FOUND', `Nothing is at ${path}.`);
    }
    await current.run(requestId, async () => {
      const context = await options.context(viewer, { requestId, headers: req.headers });
      try {
        if (operation === undefined) await askGraph(context, body, res);
        else await askOperation(operation, context, body, res);
      } finally {
        context.dispose?.();
      }
    });
  };

  const server = createServer({ requestTimeout: 30_000, headersTimeout: 5_000, keepAliveTimeout: 65_000 });
  const drain = createDrain(server, drainMs, graceMs);
  server.on('request', (req: IncomingMessage, res: ServerResponse) => {
    const path = (req.url ?? '/').split('?', 1)[0] as string;
    if (drain.leaving) res.setHeader('connection', 'close');
    if (path === '/healthz') return answerJson(res, 200, { status: 'alive' });
    if (drain.draining || (path === '/readyz' && drain.leaving))
      return answerError(res, new CityGraphError('OVERLOADED', `${name} is shutting down.`));
    if (path === '/readyz') return answerJson(res, 200, { status: 'ready' });
    drain.hold(res);
    answer(req, res, path).catch((error: unknown) => {
      if (error instanceof SenderGone) return res.destroy();
      if (error instanceof HopRefusal) logRefusal(error, req);
      else if (!(error instanceof CityGraphError)) logError(error, saidRequestId(req.headers));
      if (!req.complete) res.setHeader('connection', 'close');
      if (!res.headersSent) answerError(res, error);
    });
  });
  const at = await listen(server, host, port);
  return { url: `http://${host}:${at}/graphql`, close: () => drain.close() };
}

function withExtensions<C>(
  extensions: (context: C) => Readonly<Record<string, unknown>>,
): Plugin<Record<string, never>, Carried<C>> {
  return {
    onExecutionResult({ result, context }) {
      if (!result || Array.isArray(result) || Symbol.asyncIterator in result) return;
      result.extensions = { ...result.extensions, ...extensions(context.context) };
    },
  };
}

const describe = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    throw new CityGraphError('BAD_USER_INPUT', 'The body is not JSON.');
  }
}
