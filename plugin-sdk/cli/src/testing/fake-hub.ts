import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { buildASTSchema, type GraphQLSchema, graphql, parse } from 'graphql';

/** What a request was, for the test that looks at it. */
export interface Received {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

type Handler = (req: IncomingMessage, res: ServerResponse, body: string) => void;

export interface FakeHub {
  readonly origin: string;
  readonly issuer: string;
  readonly received: Received[];
  /** Operations that arrived, in their order. */
  operations(): { name: string; variables: Record<string, unknown> }[];
  /** Answers a root field of the real schema; a function is given its arguments, and what it throws is an error. */
  on(field: string, answer: unknown): void;
  /** Runs whenever an operation of this name has come; what it throws is the answer. */
  whenAsked(operation: string, run: () => void): void;
  /** Answers everything at a path otherwise from now on; null: as usual. */
  instead(path: string, handler: Handler | null): void;
  /** What the device flow's token endpoint says, one after another; the last stays. */
  readonly tokenAnswers: TokenAnswer[];
  /** Forgets what it was told and what it received. */
  reset(): void;
  close(): Promise<void>;
}

export interface TokenAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** An error of the hub’s: what the gateway puts into `errors`. */
export class HubSays extends Error {
  readonly extensions: { readonly code: string };

  constructor(code: string, message: string) {
    super(message);
    this.extensions = { code };
  }
}

export const json = (
  res: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void => {
  res.writeHead(status, { 'content-type': 'application/json', ...headers });
  res.end(JSON.stringify(body));
};

/** A token as the stand-in makes them, signed by nobody. */
export const tokenFor = (issuer: string, claims: Record<string, unknown> = {}): string => {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const all = {
    iss: issuer,
    sub: 'sub-1',
    preferred_username: 'ada',
    azp: 'citygraph-cli',
    exp: 4_000_000_000,
    ...claims,
  };
  return `${part({ alg: 'none' })}.${part(all)}.x`;
};

let schema: GraphQLSchema | null = null;

/** The city's own graph: a document that does not fit it is refused here as it would be there. */
export function citySchema(): GraphQLSchema {
  if (schema) return schema;
  const file = fileURLToPath(new URL('../../../../deploy/services/supergraph.graphql', import.meta.url));
  schema = buildASTSchema(parse(readFileSync(file, 'utf8')), { assumeValidSDL: true });
  return schema;
}

export async function openFakeHub(): Promise<FakeHub> {
  const received: Received[] = [];
  const answers: Record<string, unknown> = {};
  const instead = new Map<string, Handler>();
  const asked = new Map<string, () => void>();
  let origin = '';
  const hub: FakeHub = {
    get origin() {
      return origin;
    },
    get issuer() {
      return `${origin}/realms/citygraph`;
    },
    received,
    operations: () =>
      received.flatMap(({ path, body }) => {
        if (path !== '/graphql') return [];
        const { operationName, variables } = JSON.parse(body);
        return [{ name: operationName, variables }];
      }),
    on: (field, answer) => void Object.assign(answers, { [field]: answer }),
    whenAsked: (operation, run) => void asked.set(operation, run),
    instead: (path, handler) => void (handler ? instead.set(path, handler) : instead.delete(path)),
    tokenAnswers: [],
    reset() {
      received.length = 0;
      hub.tokenAnswers.length = 0;
      instead.clear();
      asked.clear();
      for (const field of Object.keys(answers)) delete answers[field];
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  const usual: Record<string, Handler> = {
    '/.well-known/citygraph': (_, res) => json(res, 200, { apiVersions: ['citygraph.dev/v1'], issuer: hub.issuer }),
    '/realms/citygraph/.well-known/openid-configuration': (_, res) =>
      json(res, 200, {
        issuer: hub.issuer,
        token_endpoint: `${hub.issuer}/token`,
        device_authorization_endpoint: `${hub.issuer}/device`,
        revocation_endpoint: `${hub.issuer}/revoke`,
      }),
    '/realms/citygraph/device': (_, res) =>
      json(res, 200, {
        device_code: 'device-1',
        user_code: 'ABCD-EFGH',
        verification_uri: `${hub.issuer}/page`,
        expires_in: 600,
        interval: 5,
      }),
    '/realms/citygraph/token': (_, res) => {
      const good = {
        access_token: tokenFor(hub.issuer),
        refresh_token: 'refresh-1',
        expires_in: 300,
        token_type: 'Bearer',
      };
      const next = hub.tokenAnswers.length > 1 ? hub.tokenAnswers.shift() : hub.tokenAnswers[0];
      json(res, next?.status ?? 200, next?.body ?? good);
    },
    '/realms/citygraph/revoke': (_, res) => res.writeHead(200).end(),
    '/graphql': (_, res, body) => void answer(res, body, { answers, asked }),
  };
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const path = req.url ?? '';
      const body = Buffer.concat(chunks).toString();
      received.push({ path, headers: req.headers, body });
      const handler = instead.get(path) ?? usual[path];
      if (handler) handler(req, res, body);
      else json(res, 404, { errors: [{ message: 'Nothing is here.' }] });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return hub;
}

interface Told {
  readonly answers: Record<string, unknown>;
  readonly asked: ReadonlyMap<string, () => void>;
}

async function answer(res: ServerResponse, body: string, { answers: rootValue, asked }: Told): Promise<void> {
  const { query, variables, operationName } = JSON.parse(body);
  try {
    asked.get(operationName)?.();
  } catch (error) {
    const { message, extensions } = error as HubSays;
    json(res, 200, { errors: [{ message, extensions }] });
    return;
  }
  const { data, errors } = await graphql({
    schema: citySchema(),
    source: query,
    variableValues: variables,
    operationName,
    rootValue,
  });
  const told = errors?.map(({ message, path, extensions, originalError }) => ({
    message,
    ...(path && { path }),
    extensions: { code: extensions.code ?? (originalError ? 'INTERNAL_ERROR' : 'GRAPHQL_VALIDATION_FAILED') },
  }));
  json(
    res,
    200,
    { ...(data !== undefined && { data }), ...(told && { errors: told }) },
    { 'citygraph-request-id': 'request-1' },
  );
}
