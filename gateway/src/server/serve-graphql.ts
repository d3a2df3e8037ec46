import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { CityGraphError } from '@citygraph/contract';
import type { Limits } from '../operation/limits.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { traceContext } from '../telemetry/trace-context.ts';
import { CallOff } from '../transport/call-off.ts';
import { answerRequest, type Reply, type Rooms } from './answer-request.ts';
import { corsHeaders } from './cors.ts';
import { HttpProblem } from './http-problem.ts';
import { JSON_TYPE, negotiate, type ResponseType } from './negotiate.ts';
import { readParameters } from './read-parameters.ts';
import { respond } from './respond.ts';

export interface GraphQLServing {
  readonly rooms: Rooms;
  readonly limits: Limits;
  readonly bodyTimeoutMs: number;
  readonly origins: ReadonlySet<string>;
  readonly metrics: Metrics;
  readonly log: (line: object) => void;
}

/** GraphQL over HTTP (https://graphql.github.io/graphql-over-http), one request. Never rejects. */
export async function serveGraphql(serving: GraphQLServing, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const started = performance.now();
  const requestId = randomUUID();
  const headers = { ...corsHeaders(req, serving.origins), 'citygraph-request-id': requestId };
  if (req.method === 'OPTIONS') {
    res.writeHead(204, headers).end();
    return;
  }
  const type = negotiate(req.headers.accept);
  try {
    if (type === null) {
      throw new HttpProblem(406, 'BAD_REQUEST', 'Accept application/graphql-response+json or application/json.');
    }
    const parameters = await readParameters(req, {
      maxBytes: serving.limits.bodyBytes,
      timeoutMs: serving.bodyTimeoutMs,
    });
    const gone = whenGone(res);
    const trace = traceContext(header(req, 'traceparent'));
    const reply = await answerRequest(serving.rooms, { req, requestId, trace, gone, started }, parameters);
    count(serving.metrics, reply);
    respond(res, statusOf(reply, type), type, bodyOf(reply), headers);
  } catch (error) {
    const problem = problemOf(error, serving.log, requestId);
    serving.metrics.error(problem.code, 1);
    const body = { errors: [{ message: problem.message, extensions: { code: problem.code } }] };
    respond(res, problem.status, type ?? JSON_TYPE, body, { ...headers, ...problem.headers });
    // What is left of a body that nobody wants is not waited for.
    if (problem.headers.connection === 'close') req.resume();
  }
  serving.metrics.request({ status: res.statusCode, seconds: (performance.now() - started) / 1000 });
}

/** A document that was not executed: 400, or 200 for clients of the older media type (GraphQL over HTTP §6.4). */
function statusOf(reply: Reply, type: ResponseType): number {
  return 'data' in reply || type === JSON_TYPE ? 200 : 400;
}

function bodyOf(reply: Reply): object {
  if (!('data' in reply)) return { errors: reply.errors };
  const { data, errors } = reply;
  return errors.length > 0 ? { errors, data } : { data };
}

function count(metrics: Metrics, reply: Reply): void {
  for (const error of reply.errors) {
    const { code, count: places } = (error as { extensions?: { code?: unknown; count?: unknown } }).extensions ?? {};
    metrics.error(typeof code === 'string' ? code : 'INTERNAL_ERROR', typeof places === 'number' ? places : 1);
  }
}

function problemOf(error: unknown, log: (line: object) => void, requestId: string): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (error instanceof CityGraphError && error.code === 'OVERLOADED') {
    return new HttpProblem(503, error.code, error.message, { 'retry-after': '1' });
  }
  if (error instanceof CityGraphError && error.code === 'QUERY_TOO_EXPENSIVE') {
    return new HttpProblem(400, error.code, error.message);
  }
  log({
    event: 'unexpected',
    requestId,
    error: error instanceof Error ? (error.stack ?? error.message) : String(error),
  });
  return new HttpProblem(500, 'INTERNAL_ERROR', 'Something went wrong in the gateway.');
}

function whenGone(res: ServerResponse): CallOff {
  const gone = new CallOff();
  res.once('close', () => {
    if (!res.writableFinished) gone.off();
  });
  return gone;
}

function header({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}
