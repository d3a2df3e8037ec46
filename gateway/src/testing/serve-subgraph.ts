import type { IncomingMessage } from 'node:http';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { CityGraphError, createHopVerifier, type HopVerification, type Viewer } from '@citygraph/contract';
import { type ExecutionResult, graphql, parse } from 'graphql';
import { listen } from './listen.ts';

export type Resolvers = Record<string, Record<string, (...parameters: never[]) => unknown>>;

export interface ReceivedRequest {
  readonly path: string;
  readonly query: string;
  readonly variables: Record<string, unknown>;
  readonly headers: IncomingMessage['headers'];
  readonly viewer: Viewer | null;
}

export interface FixtureSubgraph {
  readonly name: string;
  readonly sdl: string;
  readonly url: string;
  /** What came in since the last `forget()`. */
  readonly received: readonly ReceivedRequest[];
  forget(): void;
  close(): Promise<void>;
}

export interface FixtureOptions {
  readonly name: string;
  readonly sdl: string;
  readonly resolvers: Resolvers;
  readonly verify?: HopVerification;
  readonly operations?: Readonly<Record<string, (input: unknown, viewer: Viewer | null) => unknown>>;
  /** What it tells the hub of personal data in an answer. */
  readonly discloses?: (query: string, viewer: Viewer | null) => object | null;
  /** Answers instead of GraphQL, when it returns something. */
  readonly misbehave?: () => { status?: number; type?: string; body: string } | 'hang' | 'reset' | null;
}

/** A subgraph over real HTTP that remembers what it was asked. */
export async function serveSubgraph({
  name,
  sdl,
  resolvers,
  verify,
  operations = {},
  misbehave = () => null,
  discloses,
}: FixtureOptions): Promise<FixtureSubgraph> {
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers }] as Parameters<
    typeof buildSubgraphSchema
  >[0]);
  const verifier = verify && createHopVerifier(verify);
  let received: ReceivedRequest[] = [];
  const server = await listen(async (req, res) => {
    const body = await bodyOf(req);
    const path = req.url ?? '';
    const answer = (status: number, value: unknown) =>
      res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    let viewer: Viewer | null = null;
    try {
      const request = { method: 'POST', url: path, headers: flat(req.headers), body };
      viewer = verifier ? (await verifier(request)).viewer : null;
    } catch (error) {
      answer(401, { errors: [{ message: String(error) }] });
      return;
    }
    const payload = JSON.parse(body.toString('utf8')) as { query: string; variables: Record<string, unknown> };
    received.push({ path, query: payload.query, variables: payload.variables, headers: req.headers, viewer });
    const trouble = misbehave();
    if (trouble === 'hang') return;
    if (trouble === 'reset') {
      res.destroy();
      return;
    }
    if (trouble) {
      res.writeHead(trouble.status ?? 200, { 'content-type': trouble.type ?? 'application/json' }).end(trouble.body);
      return;
    }
    const operation = operations[path.split('/operations/')[1] ?? ''];
    if (operation) {
      answer(200, operation(payload, viewer));
      return;
    }
    const result = await graphql({
      schema,
      source: payload.query,
      variableValues: payload.variables,
      contextValue: { viewer },
    });
    const disclosed = discloses?.(payload.query, viewer);
    answer(200, { ...withCodes(result), ...(disclosed && { extensions: { citygraph: disclosed } }) });
  });
  return {
    name,
    sdl,
    url: `${server.origin}/graphql`,
    get received() {
      return received;
    },
    forget() {
      received = [];
    },
    close: server.close,
  };
}

/** As kit does it: our own errors keep their code, all others are left as they are, to see what the gateway makes of them. */
function withCodes({ data, errors }: ExecutionResult) {
  return {
    data,
    ...(errors && {
      errors: errors.map(({ message, path, originalError, extensions }) => ({
        message,
        path,
        extensions:
          originalError instanceof CityGraphError
            ? { code: originalError.code, secret: 'a subgraph says more than it should' }
            : { ...extensions, stacktrace: ['at resolve (/srv/app.js:1:1)'] },
      })),
    }),
  };
}

async function bodyOf(req: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function flat(headers: IncomingMessage['headers']): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
}
