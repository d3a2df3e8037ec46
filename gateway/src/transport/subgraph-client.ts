import { randomUUID } from 'node:crypto';
import type { Viewer } from '@citygraph/contract';
import type { Dispatch, SubgraphReply, SubgraphRequest } from '../execution/engine.ts';
import type { SubgraphTarget } from '../gateway-options.ts';
import type { TraceContext } from '../telemetry/trace-context.ts';
import { deadline } from './deadline.ts';
import type { HopSigner } from './hop-headers.ts';
import type { HttpClient, HttpResponse } from './http-client.ts';
import { readReply } from './read-reply.ts';
import { type Failure, unavailable } from './unavailable.ts';

/** One client request, as far as its subrequests need to know. */
export interface Caller {
  readonly viewer: Viewer;
  readonly requestId: string;
  readonly trace: TraceContext;
  /** Aborted when the client went away; null: it goes on without the client. */
  readonly gone: AbortSignal | null;
}

export interface SubgraphClient {
  /** The dispatch of one client request. */
  dispatchAs(caller: Caller): Dispatch;
  /** An internal operation (`POST /operations/<name>`); throws a typed error. */
  operate(subgraph: string, operation: string, input: unknown, caller: Caller): Promise<unknown>;
}

type Payload = Pick<SubgraphRequest, 'body' | 'maxBytes'>;

export interface SubgraphClientOptions {
  readonly subgraphs: Readonly<Record<string, SubgraphTarget>>;
  readonly http: HttpClient;
  readonly signer: HopSigner;
  readonly timeoutMs?: number;
  readonly onFetch?: (fetch: { subgraph: string; outcome: 'ok' | Failure; seconds: number }) => void;
  readonly log?: (line: object) => void;
}

/** The one way to a subgraph: signed when it is ours, bounded in time and size, typed when it fails. */
export function createSubgraphClient({
  subgraphs,
  http,
  signer,
  timeoutMs = 10_000,
  onFetch = () => {},
  log = () => {},
}: SubgraphClientOptions): SubgraphClient {
  let sequence = 0;

  const send = async (
    subgraph: string,
    { url, tier, hop }: SubgraphTarget,
    { body, maxBytes }: Payload,
    { viewer, requestId, trace }: Caller,
    signal: AbortSignal,
  ): Promise<HttpResponse> => {
    sequence = (sequence + 1) % 1_000_000_000;
    // A vendor must not be able to join its requests with another vendor's, by id or by trace.
    const subrequestId = tier === 'vendor' ? randomUUID() : `${requestId}.${sequence}`;
    const headers: Record<string, string> = {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json;q=0.9',
      ...(hop
        ? await signer.sign({ subgraph, url, body, requestId: subrequestId, hop, viewer })
        : { 'citygraph-request-id': subrequestId }),
      ...(tier === 'vendor' ? {} : { traceparent: trace.child() }),
    };
    return http.post({ url, headers, body, signal, maxBytes });
  };

  /** Sends, and once more when a kept connection broke under a request that changes nothing. */
  const attempt = async (
    subgraph: string,
    target: SubgraphTarget,
    payload: Payload,
    caller: Caller,
    mayRepeat: boolean,
  ): Promise<HttpResponse | Failure> => {
    const started = performance.now();
    const done = (outcome: 'ok' | Failure) =>
      onFetch({ subgraph, outcome, seconds: (performance.now() - started) / 1000 });
    const limit = deadline(timeoutMs, caller.gone);
    for (let last = !mayRepeat; ; last = true) {
      try {
        const response = await send(subgraph, target, payload, caller, limit.signal);
        limit.clear();
        const failure = response.status >= 500 ? 'unreachable' : null;
        done(failure ?? 'ok');
        if (failure) log({ event: 'subgraph-failed', subgraph, status: response.status, requestId: caller.requestId });
        return failure ?? response;
      } catch (error) {
        const failure = limit.hasPassed() ? 'timeout' : failureOf(error);
        if (!last && isBrokenConnection(error) && !limit.signal.aborted) continue;
        limit.clear();
        done(failure);
        // The reason stays with the operator: it names addresses.
        log({ event: 'subgraph-failed', subgraph, reason: reasonOf(error), requestId: caller.requestId });
        return failure;
      }
    }
  };

  return {
    dispatchAs: (caller) => async (subgraph, request) => {
      const target = subgraphs[subgraph];
      if (!target) return failed(unavailable(subgraph, 'foreign', 'unreachable'));
      const response = await attempt(subgraph, target, request, caller, !request.isMutation);
      if (typeof response === 'string') return failed(unavailable(subgraph, target.tier, response));
      const reply = readReply(response);
      if (reply && !isRefusedHop(target, response)) return reply;
      log({ event: 'subgraph-invalid-reply', subgraph, status: response.status, requestId: caller.requestId });
      return failed(unavailable(subgraph, target.tier, response.status >= 400 ? 'unreachable' : 'invalid'));
    },
    async operate(subgraph, operation, input, caller) {
      const target = subgraphs[subgraph];
      if (!target) throw unavailable(subgraph, 'department', 'unreachable');
      const url = new URL(`operations/${operation}`, target.url).href;
      const payload = { body: JSON.stringify(input), maxBytes: Number.POSITIVE_INFINITY };
      const response = await attempt(subgraph, { ...target, url }, payload, caller, true);
      if (typeof response === 'string') throw unavailable(subgraph, target.tier, response);
      if (response.status !== 200) throw unavailable(subgraph, target.tier, 'unreachable');
      try {
        return JSON.parse(response.body) as unknown;
      } catch {
        throw unavailable(subgraph, target.tier, 'invalid');
      }
    },
  };
}

/** A department that refuses the hub's own signature is misconfigured: not a matter for the client. */
function isRefusedHop({ hop }: SubgraphTarget, { status }: HttpResponse): boolean {
  return hop !== undefined && (status === 401 || status === 403);
}

function failed({ message, code }: { message: string; code: SubgraphReply['errors'][number]['code'] }): SubgraphReply {
  return { data: null, errors: [{ message, code, path: null }], bytes: 0, isShared: false };
}

function failureOf(error: unknown): Failure {
  const { name, code } = error as { name?: string; code?: string };
  if (name === 'HeadersTimeoutError' || name === 'BodyTimeoutError' || name === 'ConnectTimeoutError') return 'timeout';
  if (name === 'ResponseTooLarge' || code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return 'invalid';
  return 'unreachable';
}

/** The peer closed a kept connection just as the request was written to it. */
function isBrokenConnection(error: unknown): boolean {
  const { code } = error as { code?: string };
  return code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE';
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
