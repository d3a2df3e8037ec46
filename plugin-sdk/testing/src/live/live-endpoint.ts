import { CityGraphError, ERROR_CODES, type ErrorCode, type Purpose } from '@citygraph/contract';
import type { LiveQuery } from './live-query.ts';

/** A public endpoint, asked as any client asks it. */
export interface LiveEndpoint {
  /** `https://hub.example/graphql` */
  readonly endpoint: string;
  /** Bearer token of who develops; asked for before each request when it is a function. */
  readonly token: string | (() => Promise<string>);
  /** How it is asked: of a command that goes through a proxy, its own. Default: `fetch`. */
  readonly fetch?: typeof fetch;
}

export interface LiveAnswer {
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors: readonly {
    readonly message: string;
    readonly code: ErrorCode;
    readonly path: readonly (string | number)[];
  }[];
}

/** Milliseconds and bytes that one answer may take. */
const PATIENCE_MS = 10_000;
const MOST_BYTES = 8 * 1024 * 1024;

/** @throws CityGraphError DEPARTMENT_UNAVAILABLE when there is no answer that can be read, with what came instead */
export async function askLive(
  { endpoint, token, fetch: ask = fetch }: LiveEndpoint,
  { query, variables }: LiveQuery,
  purpose: Purpose | null,
): Promise<LiveAnswer> {
  const refuse = (what: string): never => {
    throw new CityGraphError('DEPARTMENT_UNAVAILABLE', `The live hub at ${new URL(endpoint).origin} ${what}`);
  };
  const bearer = typeof token === 'string' ? token : await token();
  let response: Response;
  let text: string;
  try {
    response = await ask(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json',
        authorization: `Bearer ${bearer}`,
        ...(purpose && { 'citygraph-purpose': purpose }),
      },
      body: JSON.stringify({ query, variables }),
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    text = await readText(response);
  } catch (error) {
    return refuse(`cannot be asked: ${reasonOf(error)}. Work offline without --live, or try again.`);
  }
  const said = parseObject(text);
  if (!said) return refuse(`answered ${response.status} with no JSON.`);
  const { data, errors = [] } = said;
  if (!Array.isArray(errors) || (data !== undefined && data !== null && !isObject(data)))
    return refuse('gave an answer of another shape.');
  return { data: isObject(data) ? data : null, errors: errors.map(readError) };
}

async function readText({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MOST_BYTES) throw new Error(`it answers with more than ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function readError(error: unknown): LiveAnswer['errors'][number] {
  const { message, path, extensions } = isObject(error) ? error : {};
  const code = isObject(extensions) ? extensions.code : undefined;
  return {
    message: typeof message === 'string' ? message.slice(0, 500) : 'The live hub says nothing more.',
    code: ERROR_CODES.find((known) => known === code) ?? 'BAD_USER_INPUT',
    path: Array.isArray(path) ? path.filter((key) => typeof key === 'string' || Number.isInteger(key)) : [],
  };
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  const { code } = (cause ?? {}) as { code?: string };
  return code ? `${message} (${code})` : message;
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
