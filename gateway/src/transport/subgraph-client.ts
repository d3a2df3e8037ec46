import { randomBytes } from 'node:crypto';
import { ANONYMOUS_VIEWER, type Viewer } from '@citygraph/contract';
import type { Dispatch, SubgraphReply, SubgraphRequest } from '../execution/engine.ts';
import type { SubgraphTarget } from '../gateway-options.ts';
import { BoundedCache } from '../operation/bounded-cache.ts';
import type { HealthCounters } from '../telemetry/plugin-health.ts';
import type { TraceContext } from '../telemetry/trace-context.ts';
import { CallOff, deadline } from './call-off.ts';
import { failureOf, isBrokenConnection } from './failure-of.ts';
import { authContext, type HopSigner } from './hop-headers.ts';
import type { HttpClient, HttpResponse } from './http-client.ts';
import { readReply } from './read-reply.ts';
import { createSharedFlights } from './shared-flights.ts';
import type { Turns } from './turns.ts';
import { type Failure, unavailable } from './unavailable.ts';
import { createCorrelation } from './vendor/correlation.ts';
import type { VendorTransport } from './vendor/vendor-transport.ts';

/** One client request, as far as its subrequests need to know. */
export interface Caller {
  readonly viewer: Viewer;
  readonly requestId: string;
  readonly trace: TraceContext;
  /** Called off when the client went away; null: it goes on without the client. */
  readonly gone: CallOff | null;
  /** When the operation must be answered, as `performance.now()` counts. */
  readonly until: number;
  /** Of the policy that the request is judged by. */
  readonly policyVersion: number;
  /** The client's headers, for the subgraphs to which rules pass some of them on. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Hubs that the request came through before this one; default none. */
  readonly hops?: number;
  /** Whose share of what plugins may take it uses; default nobody's. */
  readonly account?: string;
  /** Who asks, by plugin, as its token may say it; default nobody. */
  readonly subjects?: ReadonlyMap<string, string>;
  /** For which part of the city who asks acts, by plugin, as its token may say it; default none. */
  readonly tenants?: ReadonlyMap<string, string>;
  /** Coordinates of others' data that each plugin was granted for this request, sorted: its token's scopes. Default none. */
  readonly granted?: ReadonlyMap<string, readonly string[]>;
}

export interface SubgraphClient {
  /** The dispatch of one client request. */
  dispatchAs(caller: Caller): Dispatch;
  /** An internal operation (`POST /operations/<name>`); throws a typed error. */
  operate(subgraph: string, operation: string, input: unknown, caller: Caller): Promise<unknown>;
}

type Payload = Pick<SubgraphRequest, 'body' | 'maxBytes'>;

/** A caller whose `authContext` was worked out, once for all its requests. */
interface Sender extends Caller {
  readonly context: string;
}

export interface SubgraphClientOptions {
  readonly subgraphs: Readonly<Record<string, SubgraphTarget>>;
  readonly http: HttpClient;
  /** The only way to subgraphs that are vendors'; null: none is. */
  readonly vendors: VendorTransport | null;
  readonly signer: HopSigner;
  /** Replies are read by turns. */
  readonly turns: Turns;
  /** For subgraphs that have no deadline of their own; ms. */
  readonly timeoutMs?: number;
  readonly onFetch?: (fetch: { subgraph: string; outcome: 'ok' | Failure; seconds: number; bytes: number }) => void;
  /** How vendors answer is counted there. */
  readonly health?: HealthCounters;
  /** A request was answered by another one's answer. */
  readonly onShare?: (subgraph: string) => void;
  readonly log?: (line: object) => void;
}

/** The one way to a subgraph: signed when it is ours, bounded in time and size, typed when it fails. */
export function createSubgraphClient({
  subgraphs,
  http,
  vendors,
  signer,
  turns,
  timeoutMs = 10_000,
  onFetch = () => {},
  onShare = () => {},
  health,
  log = () => {},
}: SubgraphClientOptions): SubgraphClient {
  let sequence = 0;
  const correlations = new Map(
    Object.entries(subgraphs).flatMap(([name, { tier, correlation = OF_THIS_PROCESS }]) =>
      tier === 'vendor' ? [[name, createCorrelation(correlation)] as const] : [],
    ),
  );
  const flights = createSharedFlights(onShare);

  const send = (
    subgraph: string,
    { url, hop, forwardHeaders }: SubgraphTarget,
    { body, maxBytes }: Payload,
    { viewer, context, requestId, trace, headers: ofClient }: Sender,
    callOff: CallOff,
  ): Promise<HttpResponse> => {
    sequence = (sequence + 1) % 1_000_000_000;
    const subrequestId = `${requestId}.${sequence}`;
    const headers: Record<string, string> = forwardHeaders ? forwarded(forwardHeaders, ofClient) : {};
    headers['content-type'] = 'application/json';
    headers.accept = 'application/graphql-response+json, application/json;q=0.9';
    headers.traceparent = trace.child();
    const post = (signed: Record<string, string>) =>
      http.post({ url, headers: Object.assign(headers, signed), body, callOff, maxBytes });
    if (!hop) return post({ 'citygraph-request-id': subrequestId });
    const signed = signer.sign({ subgraph, url, body, requestId: subrequestId, hop, viewer, context });
    return signed instanceof Promise ? signed.then(post) : post(signed);
  };

  /** Sends, and once more when a kept connection broke under a request that changes nothing. */
  const attempt = async (
    subgraph: string,
    target: SubgraphTarget,
    payload: Payload,
    caller: Sender,
    mayRepeat: boolean,
  ): Promise<HttpResponse | Failure> => {
    const started = performance.now();
    const done = (outcome: 'ok' | Failure, bytes: number) =>
      onFetch({ subgraph, outcome, seconds: (performance.now() - started) / 1000, bytes });
    const limit = deadline(Math.min(target.timeoutMs ?? timeoutMs, caller.until - started), caller.gone);
    for (let last = !mayRepeat; ; last = true) {
      try {
        const response = await send(subgraph, target, payload, caller, limit.callOff);
        limit.clear();
        const failure = response.status >= 500 ? 'unreachable' : null;
        done(failure ?? 'ok', response.bytes);
        if (failure) log({ event: 'subgraph-failed', subgraph, status: response.status, requestId: caller.requestId });
        return failure ?? response;
      } catch (error) {
        const failure = limit.hasPassed() ? 'timeout' : failureOf(error);
        if (!last && isBrokenConnection(error) && !limit.callOff.isOff) continue;
        limit.clear();
        done(failure, 0);
        // The reason stays with the operator: it names addresses.
        log({ event: 'subgraph-failed', subgraph, reason: reasonOf(error), requestId: caller.requestId });
        return failure;
      }
    }
  };

  /** Signed for this one release, under ids of its own; believed nothing. */
  const askVendor = async (
    plugin: string,
    { url, hop, release = NO_RELEASE, channel = 'stable', limits, timeoutMs: own = timeoutMs }: SubgraphTarget,
    { body, isMutation, maxBytes, cost = 1, values, isChosen }: SubgraphRequest,
    { viewer, context, requestId, trace, until, gone, account, hops = 0 }: Sender,
  ): Promise<SubgraphReply> => {
    const correlate = correlations.get(plugin);
    if (!vendors || !correlate) return failed(unavailable(plugin, 'vendor', 'unreachable'));
    const started = performance.now();
    sequence = (sequence + 1) % 1_000_000_000;
    const ids = correlate({ plugin, release, requestId: `${requestId}.${sequence}`, traceparent: trace.child() });
    const unsigned = { 'citygraph-request-id': ids.requestId };
    const signing = hop
      ? signer.sign({ subgraph: plugin, url, body, requestId: ids.requestId, hop, viewer, context })
      : unsigned;
    const signed = signing instanceof Promise ? await signing : signing;
    let askedMs = 0;
    const reply = await vendors.send({
      plugin,
      release,
      channel,
      limits,
      url,
      body,
      headers: { ...signed, traceparent: ids.traceparent, 'citygraph-hops': String(hops + 1) },
      isMutation,
      timeoutMs: Math.min(own, until - started),
      cost,
      values,
      isChosen,
      account,
      maxBytes,
      callOff: gone ?? new CallOff(),
      onAsked(ms) {
        askedMs += ms;
      },
    });
    const seconds = (performance.now() - started) / 1000;
    onFetch({ subgraph: plugin, outcome: outcomeOf(reply), seconds, bytes: reply.bytes });
    const code = faultOf(reply);
    const { isExcused = false, isCertain = false } = reply;
    if (!isExcused) health?.answered({ plugin, release, channel, code, ms: askedMs, account, isCertain });
    let isReported = false;
    const invalid = (): void => {
      // One reply fails once, however many places of it are wrong and however many wait for it.
      if (isReported) return;
      isReported = true;
      vendors.reportInvalid({ plugin, release, channel, limits, account });
      if (code === null) health?.invalid({ plugin, release, channel, account });
    };
    const turn = turns.next();
    if (turn) await turn;
    return { ...reply, invalid };
  };

  const fetchReply = async (
    subgraph: string,
    target: SubgraphTarget,
    request: SubgraphRequest,
    caller: Sender,
  ): Promise<SubgraphReply> => {
    if (target.tier === 'vendor') return askVendor(subgraph, target, request, caller);
    const response = await attempt(subgraph, target, request, caller, !request.isMutation);
    if (typeof response === 'string') return failed(unavailable(subgraph, target.tier, response));
    const turn = turns.next();
    if (turn) await turn;
    const reply = readReply(response);
    // Whose data it is is a department's to say.
    if (reply && !isRefusedHop(target, response)) {
      return target.tier === 'department' ? reply : { ...reply, disclosed: undefined };
    }
    log({ event: 'subgraph-invalid-reply', subgraph, status: response.status, requestId: caller.requestId });
    return failed(unavailable(subgraph, target.tier, response.status >= 400 ? 'unreachable' : 'invalid'));
  };

  return {
    dispatchAs(caller) {
      let asThemselves: Sender | null = null;
      const ours = (): Sender => {
        asThemselves ??= { ...caller, context: `${authContext(caller.viewer)}.${caller.policyVersion}` };
        return asThemselves;
      };
      let strangers: Sender | null = null;
      const senderTo = (plugin: string): Sender => {
        const scopes = caller.granted?.get(plugin);
        // What a token says of who asks is granted, as everything is that it says.
        if (scopes !== undefined) {
          const subject = caller.subjects?.get(plugin) ?? null;
          return towardsVendors(caller, { subject, tenant: caller.tenants?.get(plugin) ?? null, scopes });
        }
        strangers ??= towardsVendors(caller, NOTHING_SAID);
        return strangers;
      };
      return (subgraph, request) => {
        const target = subgraphs[subgraph];
        if (!target) return Promise.resolve(failed(unavailable(subgraph, 'foreign', 'unreachable')));
        // Nobody is there to read what would be fetched.
        if (caller.gone?.isOff) return Promise.resolve(failed(unavailable(subgraph, target.tier, 'unreachable')));
        const sender = target.tier === 'vendor' ? senderTo(subgraph) : ours();
        if (request.isMutation) return fetchReply(subgraph, target, request, sender);
        const shared = sharingKey(subgraph, target, request, sender);
        // A vendor sees no difference between two people who ask about a third; what is somebody's is fetched for each all the same.
        const isPersonal = target.tier === 'vendor' && caller.granted?.has(subgraph) === true;
        const key = isPersonal ? `${shared}\n${ours().context}` : shared;
        const ms = Math.min(target.timeoutMs ?? timeoutMs, caller.until - performance.now());
        const bytes = Math.min(request.maxBytes, MOST_BYTES);
        return flights.join(subgraph, key, { gone: caller.gone, ms, bytes }, (gone, until) =>
          fetchReply(subgraph, target, request, { ...sender, gone, until: Math.min(sender.until, until) }),
        );
      };
    },
    async operate(subgraph, operation, input, caller) {
      const target = subgraphs[subgraph];
      if (!target) throw unavailable(subgraph, 'department', 'unreachable');
      const url = new URL(`operations/${operation}`, target.url).href;
      const payload = { body: JSON.stringify(input), maxBytes: Number.POSITIVE_INFINITY };
      const sender = { ...caller, context: authContext(caller.viewer) };
      const response = await attempt(subgraph, { ...target, url }, payload, sender, true);
      if (typeof response === 'string') throw unavailable(subgraph, target.tier, response);
      if (response.status !== 200) {
        // The body may hold what the operation is about, somebody's name among it: the subgraph's own log has the reason.
        log({
          event: 'operation-refused',
          subgraph,
          operation,
          status: response.status,
          bytes: response.bytes,
        });
        throw unavailable(subgraph, target.tier, 'unreachable');
      }
      try {
        return JSON.parse(response.body) as unknown;
      } catch {
        throw unavailable(subgraph, target.tier, 'invalid');
      }
    },
  };
}

/** What a vendor is told of who asks. */
interface Said {
  /** An id of the vendor's own. */
  readonly subject: string | null;
  /** The part of the city that they act for. */
  readonly tenant: string | null;
  readonly scopes: readonly string[];
}

const NOTHING_SAID: Said = { subject: null, tenant: null, scopes: [] };

/** A caller as vendors see them: what for, by what grants, and of who nothing but an id of the vendor's own and the part of the city, where these were granted. */
function towardsVendors(caller: Caller, said: Said): Sender {
  const { purpose } = caller.viewer;
  const { viewer, context } = said.subject === null ? nobody(purpose, said) : seen(purpose, said);
  return { ...caller, viewer, context: `${context}.${caller.policyVersion}`, headers: {} };
}

interface Seen {
  readonly viewer: Viewer;
  /** `authContext` of the viewer. */
  readonly context: string;
}

function seen(purpose: Viewer['purpose'], { subject, tenant, scopes }: Said): Seen {
  const viewer: Viewer = {
    ...ANONYMOUS_VIEWER,
    principal: { ...ANONYMOUS_VIEWER.principal, subject, divisionPrefix: tenant, scopes },
    purpose,
  };
  return { viewer, context: authContext(viewer) };
}

/** One a purpose, a part of the city and what was granted: there are few, and most requests to vendors are in one of these names. */
const nobodies = new BoundedCache<string, Seen>(1_000);

function nobody(purpose: Viewer['purpose'], said: Said): Seen {
  const { tenant, scopes } = said;
  const key = scopes.length === 0 ? `${purpose}` : `${purpose} ${tenant ?? ''} ${scopes.join(' ')}`;
  let known = nobodies.get(key);
  if (!known) {
    known = seen(purpose, said);
    nobodies.set(key, known);
  }
  return known;
}

/** Where no registry says what all gateways of a hub have; graphs come and go, and a release's ids stay. */
const OF_THIS_PROCESS = randomBytes(32);

/** No reply is longer, whatever its operation could take. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Of a vendor's subgraph that nobody published. */
const NO_RELEASE = 'unreleased';

/** As departments' fetches are counted. */
function outcomeOf({ data, errors: [first] }: SubgraphReply): 'ok' | Failure {
  if (data !== null || !first) return 'ok';
  if (first.code === 'PLUGIN_TIMEOUT') return 'timeout';
  return first.code === 'PLUGIN_INVALID_REPLY' ? 'invalid' : 'unreachable';
}

/** Everything that an answer may depend on: whom it is for, what is asked, and the client's headers that are passed on. */
function sharingKey(
  subgraph: string,
  { forwardHeaders, hop, release = '' }: SubgraphTarget,
  { body }: SubgraphRequest,
  { context, headers }: Sender,
): string {
  const passed = forwardHeaders ? JSON.stringify(forwarded(forwardHeaders, headers)) : '';
  // Without a hop nothing about the caller is sent besides forwarded headers.
  return `${subgraph}\n${release}\n${hop ? context : ''}\n${passed}\n${body}`;
}

function forwarded(names: readonly string[], headers: Caller['headers']): Record<string, string> {
  const passed: Record<string, string> = {};
  for (const name of names) {
    const value = headers[name];
    if (value !== undefined) passed[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return passed;
}

/** A department that refuses the hub's own signature is misconfigured: not a matter for the client. */
function isRefusedHop({ hop }: SubgraphTarget, { status }: HttpResponse): boolean {
  return hop !== undefined && (status === 401 || status === 403);
}

/** What a plugin failed with: a reply that holds data beside an error of its own has failed as well; one that finds fault with what was asked has not. */
function faultOf({ data, errors }: SubgraphReply): string | null {
  const fault = errors.find(({ code }) => code.startsWith('PLUGIN_'));
  return fault?.code ?? (data === null && errors.length === 0 ? 'PLUGIN_INVALID_REPLY' : null);
}

function failed({ message, code }: { message: string; code: SubgraphReply['errors'][number]['code'] }): SubgraphReply {
  return { data: null, errors: [{ message, code, path: null }], bytes: 0, isShared: false };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
