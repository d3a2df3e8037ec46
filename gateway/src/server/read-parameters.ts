import type { IncomingMessage } from 'node:http';
import { HttpProblem } from './http-problem.ts';
import { namesJson } from './negotiate.ts';
import { type BodyLimits, readBody } from './read-body.ts';

/** The parameters of GraphQL over HTTP. */
export interface GraphQLParameters {
  /** null: the client knows its digest alone. */
  readonly query: string | null;
  readonly sha256: string | null;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Headers that no page can send to another origin without a preflight. */
const PREFLIGHT_HEADERS = ['apollo-require-preflight', 'x-apollo-operation-name', 'graphql-require-preflight'] as const;

/** Reads a POST's JSON or a GET's query; throws an `HttpProblem` for anything else. */
export async function readParameters(
  req: IncomingMessage,
  { maxDocumentBytes, ...limits }: BodyLimits & { readonly maxDocumentBytes: number },
): Promise<GraphQLParameters> {
  if (req.method === 'GET') {
    assertNotForged(req);
    return parametersOf(searchParameters(req.url ?? ''));
  }
  if (req.method !== 'POST') {
    throw new HttpProblem(405, 'BAD_REQUEST', `Use POST or GET, not ${req.method}.`, { allow: 'GET, POST' });
  }
  assertJson(req);
  const parameters = parametersOf(parseJson(await readBody(req, limits), 'The body'));
  if (parameters.query !== null && Buffer.byteLength(parameters.query) > maxDocumentBytes) {
    throw new HttpProblem(413, 'QUERY_TOO_LARGE', `The document is longer than ${maxDocumentBytes} bytes.`);
  }
  return parameters;
}

/**
 * A GET that a page of another origin could make a browser send is refused; cookies are no credentials here, and this
 * is the second lock. Programs that are no browser say neither where they are nor what they want (any `Accept`).
 */
function assertNotForged({ headers }: IncomingMessage): void {
  if (namesJson(headers.accept) || PREFLIGHT_HEADERS.some((name) => headers[name] !== undefined)) return;
  const site = headers['sec-fetch-site'];
  const isOwnPage = site === undefined || site === 'same-origin' || site === 'none';
  if (isOwnPage && headers.origin === undefined && /^(\s*\*\/\*\s*)?$/.test(headers.accept ?? '')) return;
  throw new HttpProblem(
    400,
    'BAD_REQUEST',
    `A GET must accept application/graphql-response+json or application/json, or carry ${PREFLIGHT_HEADERS[0]}.`,
  );
}

function assertJson({ headers }: IncomingMessage): void {
  const [type, ...parameters] = (headers['content-type'] ?? '').split(';').map((part) => part.trim().toLowerCase());
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length);
  const isUtf8 = charset === undefined || /^"?utf-?8"?$/.test(charset);
  const isPlain = (headers['content-encoding'] ?? 'identity').toLowerCase() === 'identity';
  if (type === 'application/json' && isUtf8 && isPlain) return;
  throw new HttpProblem(415, 'BAD_REQUEST', 'Send the body as application/json, in UTF-8 and not compressed.');
}

function searchParameters(url: string): Record<string, unknown> {
  const search = new URL(url, 'http://hub').searchParams;
  const json = (name: string): unknown => {
    const text = search.get(name);
    return text === null || text === '' ? undefined : parseJson(text, `The parameter ${name}`);
  };
  return {
    query: search.get('query') ?? undefined,
    operationName: search.get('operationName') || undefined,
    variables: json('variables'),
    extensions: json('extensions'),
  };
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new HttpProblem(400, 'BAD_REQUEST', `${what} is not JSON.`);
  }
}

function parametersOf(value: unknown): GraphQLParameters {
  const wrong = (message: string) => new HttpProblem(400, 'BAD_REQUEST', message);
  if (Array.isArray(value)) throw wrong('Batches are not accepted: send one operation a request.');
  if (!isObject(value)) throw wrong('The body must be a JSON object.');
  const { query, operationName, variables, extensions } = value;
  if (!isAbsent(query) && typeof query !== 'string') throw wrong('The parameter query must be a string.');
  if (!isAbsent(operationName) && typeof operationName !== 'string') {
    throw wrong('The parameter operationName must be a string.');
  }
  if (!isAbsent(variables) && !isObject(variables)) throw wrong('The parameter variables must be an object.');
  if (!isAbsent(extensions) && !isObject(extensions)) throw wrong('The parameter extensions must be an object.');
  const sha256 = digestIn(isObject(extensions) ? extensions.persistedQuery : undefined);
  const text = typeof query === 'string' && query !== '' ? query : null;
  if (text === null && sha256 === null) throw wrong('The parameter query is missing.');
  return {
    query: text,
    sha256,
    operationName: typeof operationName === 'string' && operationName !== '' ? operationName : null,
    variables: isObject(variables) ? variables : {},
  };
}

function digestIn(persistedQuery: unknown): string | null {
  if (isAbsent(persistedQuery)) return null;
  const { version, sha256Hash } = isObject(persistedQuery) ? persistedQuery : {};
  if (version === 1 && typeof sha256Hash === 'string' && /^[0-9a-f]{64}$/.test(sha256Hash)) return sha256Hash;
  throw new HttpProblem(
    400,
    'BAD_REQUEST',
    'extensions.persistedQuery must be {"version":1,"sha256Hash":"<64 hexadecimal digits>"}.',
  );
}

const isAbsent = (value: unknown): boolean => value === undefined || value === null;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
