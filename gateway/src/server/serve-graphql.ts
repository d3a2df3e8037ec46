import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { CityGraphError } from '@citygraph/contract';
import type { Answer } from '../execution/execute-operation.ts';
import type { AnswerError } from '../execution/merge-errors.ts';
import { type Evidence, recordOf } from '../ledger/evidence.ts';
import type { Limits } from '../operation/limits.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { traceContext } from '../telemetry/trace-context.ts';
import { CallOff } from '../transport/call-off.ts';
import type { Turns } from '../transport/turns.ts';
import { answerRequest, type Exchange, type Reply, type Rooms } from './answer-request.ts';
import { corsHeaders } from './cors.ts';
import { HOPS_HEADER, hopsOf } from './hops.ts';
import { HttpProblem } from './http-problem.ts';
import { JSON_TYPE, negotiate, type ResponseType } from './negotiate.ts';
import { type GraphQLParameters, readParameters } from './read-parameters.ts';
import { closedWhenUnread, respond, respondText } from './respond.ts';
import { isSignedByWorkload } from './signed-by-workload.ts';
import { whoAsksWithin } from './who-asks.ts';

export interface GraphQLServing {
  readonly rooms: Rooms;
  /** Requests are begun, and answers written, by turns. */
  readonly turns: Turns;
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
  const headers: Record<string, string> = { ...corsHeaders(req, serving.origins), 'citygraph-request-id': requestId };
  if (req.method === 'OPTIONS') {
    res.writeHead(204, { ...headers, ...closedWhenUnread(req) }).end();
    return;
  }
  const type = negotiate(req.headers.accept);
  const { rooms, limits } = serving;
  const announced = new Set<string>();
  try {
    if (type === null) {
      throw new HttpProblem(406, 'BAD_REQUEST', 'Accept application/graphql-response+json or application/json.');
    }
    // By the headers alone: who is refused sends no body for it, and only who is known sends a long one.
    const asking = await whoAsksWithin(rooms, req);
    const admission = rooms.budget?.admit(asking.spender);
    if (admission) Object.assign(headers, await admission);
    const { bodyBytes, variablesBytes } = limits;
    const mayBeLong =
      asking.principal.subject !== null ||
      isSignedByWorkload(header(req, 'citygraph-workload'), rooms.policies.current(), Date.now());
    const parameters = await readParameters(req, {
      maxBytes: mayBeLong ? bodyBytes + variablesBytes : bodyBytes,
      maxDocumentBytes: bodyBytes,
      timeoutMs: serving.bodyTimeoutMs,
    });
    const hops = hopsOf(req.headers[HOPS_HEADER]);
    const gone = whenGone(res);
    const trace = traceContext(header(req, 'traceparent'));
    const turn = serving.turns.begin();
    if (turn && !(await turn)) throw TOO_LATE;
    const onAnnounced = (id: string) => void announced.add(id);
    const exchange = { req, asking, requestId, trace, gone, started, headers, hops, onAnnounced };
    const reply = await answerRequest(rooms, exchange, parameters);
    const last = serving.turns.next();
    if (last) await last;
    const text = JSON.stringify(bodyOf(reply));
    const kept =
      'data' in reply && reply.evidence
        ? await recorded(serving, { ...reply, evidence: reply.evidence }, text, exchange, parameters)
        : { reply, text };
    count(serving.metrics, kept.reply);
    respondText(res, statusOf(kept.reply, type), type, kept.text, headers);
  } catch (error) {
    const problem = problemOf(error, serving.log, requestId);
    serving.metrics.error(problem.code, 1);
    const body = { errors: [{ message: problem.message, extensions: { code: problem.code } }] };
    respond(res, problem.status, type ?? JSON_TYPE, body, { ...headers, ...problem.headers });
  } finally {
    // Whatever became of the answer, no record of it will come any more.
    for (const id of announced) rooms.ledger?.ledger.release?.(id);
  }
  serving.metrics.request({ status: res.statusCode, seconds: (performance.now() - started) / 1000 });
}

const TOO_LATE = new CityGraphError('OVERLOADED', 'The gateway has more to do than it can. Ask again in a moment.');

interface Encoded {
  readonly reply: Reply;
  readonly text: string | Buffer;
}

/**
 * The answer, once it is written down who gets it. When that fails a query is answered once more without what would have to be recorded; a mutation has happened, and
 * says so.
 */
async function recorded(
  { rooms, log }: GraphQLServing,
  reply: Answer & { readonly evidence: Evidence },
  text: string,
  exchange: Exchange,
  parameters: GraphQLParameters,
): Promise<Encoded> {
  const { ledger } = rooms;
  if (!ledger) return { reply, text };
  const { evidence } = reply;
  try {
    const bytes = Buffer.from(text);
    await ledger.ledger.append(recordOf(evidence, bytes, ledger.subjectSecret, Date.now()));
    return { reply, text: bytes };
  } catch (error) {
    log({
      event: 'unrecorded',
      requestId: exchange.requestId,
      reason: error instanceof Error ? error.message : String(error),
    });
    const instead = evidence.isMutation
      ? { data: null, errors: [DONE_UNSEEN], evidence: null }
      : await answerRequest(rooms, { ...exchange, isUnrecorded: true }, parameters);
    return { reply: instead, text: JSON.stringify(bodyOf(instead)) };
  }
}

const DONE_UNSEEN: AnswerError = {
  message:
    'The change was made, but who sees the result is recorded, and nothing can be recorded at the moment: ask for it later.',
  extensions: { code: 'LEDGER_UNAVAILABLE', count: 1 },
};

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
