import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ANONYMOUS_VIEWER } from '@citygraph/contract';
import type { GraphQLSchema } from 'graphql';
import type { GatewayOptions, SupergraphSource } from './gateway-options.ts';
import { LONGEST_OPERATION_MS } from './ledger/ledger.ts';
import type { Arrival } from './ledger/ship-archive.ts';
import { withinTime } from './ledger/within-time.ts';
import { DEFAULT_LIMITS } from './operation/limits.ts';
import { createOperationStore } from './operation/operation-store.ts';
import { createPersistedQueries } from './operation/persisted-queries.ts';
import { createPlannerRoom } from './operation/planning/resting-planner.ts';
import { trustedDocuments } from './operation/trusted-documents.ts';
import { askGovernment, type StandingOf } from './policy/ask-government.ts';
import { createPolicies, type OfferedPolicy, type Policies } from './policy/bundle/policies.ts';
import { askDwellers, type DwellersOf } from './policy/dwellers.ts';
import type { PairwiseTypes } from './policy/pairwise/read-pairwise.ts';
import { createStandingCache } from './policy/standing-cache.ts';
import type { Rooms } from './server/answer-request.ts';
import type { ClientBudget } from './server/client-budget.ts';
import { createDrain } from './server/drain.ts';
import { JSON_TYPE } from './server/negotiate.ts';
import { createOverload } from './server/overload.ts';
import { refuseOverloaded } from './server/refuse-overloaded.ts';
import { respond } from './server/respond.ts';
import { type GraphQLServing, serveGraphql } from './server/serve-graphql.ts';
import { assertTiersSaid } from './supergraph/assert-tiers-said.ts';
import { digestOf, type Generation } from './supergraph/generation.ts';
import { createGenerations, type Generations } from './supergraph/generations.ts';
import type { WantedLineUp } from './supergraph/line-up.ts';
import { createLineUps } from './supergraph/line-ups.ts';
import { loadSupergraph } from './supergraph/load-supergraph.ts';
import { type Served, servedBy } from './supergraph/served.ts';
import { createMetrics } from './telemetry/metrics.ts';
import { traceContext } from './telemetry/trace-context.ts';
import { createHopSigner } from './transport/hop-headers.ts';
import { createHttpClient } from './transport/http-client.ts';
import { type Caller, createSubgraphClient } from './transport/subgraph-client.ts';
import { createTurns } from './transport/turns.ts';
import type { VendorTransport } from './transport/vendor/vendor-transport.ts';

export interface Gateway {
  /** `/graphql`, `/healthz`, `/readyz`, `/.well-known/citygraph`, `/.well-known/citygraph-keys`. Never rejects. */
  handle(req: IncomingMessage, res: ServerResponse): Promise<void>;
  /** Prometheus text; for an internal port only. */
  metrics(): Promise<string>;
  /** The same as data, for whoever adds up several processes. */
  metricValues(): Promise<object[]>;
  /** Shows in the metrics how far evidence has come; for whoever brings it to its witness. */
  noteEvidence(arrival: Arrival): void;
  ready(): boolean;
  /** Takes no new requests and resolves when those in flight are answered. */
  drain(): Promise<void>;
  /** What clients of the stable graph see. */
  readonly apiSchema: GraphQLSchema;
  /**
   * Serves another graph from now on: loaded beside the old one, warmed with what is asked for most, swapped at once. Rejects, and the old graph
   * goes on, when it cannot be served.
   */
  replace(supergraph: SupergraphSource): Promise<void>;
  /**
   * Serves several graphs from now on; one whose `artefact` is served already is not loaded again. The stable one, and those that are loaded, are swapped together (`swapped`), and the others follow, each when it
   * is loaded: nobody waits for a sandbox. Rejects, changing nothing, when the stable one cannot be served; answers, once all are served or newer ones in their places, which cannot be, by digest, with the reason.
   */
  serve(lineUp: WantedLineUp, on?: { readonly swapped?: () => void }): Promise<Readonly<Record<string, string>>>;
  /** What runs. */
  serving(): Served;
  /**
   * Judges by a newer signed policy bundle from the next request on; answers whether it changed anything. Throws an Error that says why it cannot be
   * taken, and the old one goes on.
   */
  setPolicy(bundle: unknown, consents?: readonly unknown[]): boolean;
  /** The same in steps, for whoever has to fetch the consents that a bundle names: verified first, and then taken. */
  offerPolicy(bundle: unknown): OfferedPolicy;
  /** Asks a department for an operation that is no part of the graph, in the hub's own name; rejects with a typed error. */
  operate(subgraph: string, operation: string, input: unknown): Promise<unknown>;
  close(): Promise<void>;
}

/** Loads the supergraph and answers from it. Listens nowhere: whoever has a socket calls `handle`. */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const { supergraph, hopKey, isKnown = () => false, log = () => {} } = options;
  assertLedger(options);
  const drain = createDrain();
  const metrics = createMetrics(drain.inFlight);
  const unexpected = (error: unknown) =>
    log({ event: 'unexpected', error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  const http = createHttpClient();
  const policies = createPolicies(options.policy ? { log, ...options.policy } : null);
  if (options.policy?.bundle !== undefined) policies.offer(options.policy.bundle).take();
  /** What only gateways with strangers need is loaded with the first of them: guards and counters take memory. */
  let vendors: VendorTransport | null = null;
  const vendorsFor = async ({ subgraphs }: SupergraphSource): Promise<VendorTransport | null> => {
    if (vendors || !Object.values(subgraphs).some(({ tier }) => tier === 'vendor')) return vendors;
    const { createVendorTransport } = await import('./transport/vendor/vendor-transport.ts');
    vendors ??= createVendorTransport({
      ...options.vendors,
      ...(options.counters && { counters: options.counters }),
      disabled: ({ plugin }) => policies.current()?.plugin(plugin)?.disabled ?? null,
      log,
    });
    return vendors;
  };
  const signer = createHopSigner(hopKey);
  const turns = createTurns();
  const planners = options.planners ?? createPlannerRoom();
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const sealer = options.sealing ? (await import('./policy/pairwise/sealer.ts')).createSealer(options.sealing) : null;
  const isTrusted = trustedDocuments(options.trustedDocuments);

  const generationOf = async (source: SupergraphSource): Promise<Generation> => {
    assertHopKey(source, hopKey);
    assertTiersSaid(source, options.policy !== undefined);
    const engine = options.engine ?? 'compiled';
    const graph = await loadSupergraph(source, { engine, planners, onUnexpected: unexpected, sealer });
    assertSealing(options, graph.pairwise);
    if (graph.needs.unlabelled.length > 0) {
      log({ event: 'unlabelled', coordinates: graph.needs.unlabelled, note: 'They count as S4.' });
    }
    const subgraphs = createSubgraphClient({
      subgraphs: source.subgraphs,
      http,
      vendors: await vendorsFor(source),
      signer,
      turns,
      timeoutMs: options.subgraphTimeoutMs,
      onFetch: metrics.fetch,
      onShare: metrics.share,
      ...(options.reports && { health: options.reports.health }),
      log,
    });
    return {
      graph,
      operations: createOperationStore(graph, limits, isTrusted, metrics.lookUp),
      subgraphs,
      digest: source.artefact ?? digestOf(source.sdl),
      artefact: source.artefact ?? null,
      versionOf: (plugin) => source.subgraphs[plugin]?.version ?? null,
      releaseOf: (plugin) => source.subgraphs[plugin]?.release ?? null,
    };
  };

  const first = { stable: await generationOf(supergraph), sandbox: null, rollouts: [] };
  const generations = createGenerations(first);
  const lineUps = createLineUps({ generations, make: generationOf, golden: options.goldenQueries ?? [] });
  const serve: Gateway['serve'] = async (wanted, { swapped } = {}) => {
    try {
      return await lineUps.serve(wanted, () => {
        metrics.swap('swapped');
        swapped?.();
      });
    } catch (error) {
      metrics.swap('refused');
      throw error;
    }
  };
  const rooms: Rooms = {
    generations,
    persisted: createPersistedQueries(),
    principal: options.principal ?? null,
    standing: standingOf(options, generations),
    dwellers: dwellersOf(options, generations),
    policies,
    sealer,
    subscribeAt: options.subscribeAt ?? null,
    adHocSensitive: options.adHocSensitive ?? true,
    trustedDocumentApps: options.trustedDocumentApps ? new Set(options.trustedDocumentApps) : null,
    introspection: options.introspection ?? 'everyone',
    operationTimeoutMs: options.operationTimeoutMs ?? 30_000,
    maxCost: limits.cost,
    ledger: options.ledger ? { ...options.ledger, ledger: withinTime(options.ledger.ledger) } : null,
    usage: options.reports?.usage ?? null,
    budget: await budgetOf(options, policies),
    trustedProxies: options.rateLimits?.trustedProxies ?? 0,
  };
  const origins = new Set(options.cors ?? []);
  const serving: GraphQLServing = {
    rooms,
    turns,
    limits,
    bodyTimeoutMs: options.bodyTimeoutMs ?? 10_000,
    origins,
    metrics,
    log,
  };
  const overload = createOverload({ inFlight: drain.inFlight, answered: drain.answered, ...options.overload });
  const keys = { keys: hopKey ? [hopKey.publicJwk] : [] };

  return {
    get apiSchema() {
      return generations.current().stable.graph.apiSchema;
    },
    replace: async (source) => void (await serve({ stable: source, sandbox: null })),
    serve,
    serving: () => servedBy(generations.current(), policies, lineUps.refused()),
    setPolicy: (bundle, consents) => policies.offer(bundle).take(consents),
    offerPolicy: policies.offer,
    operate: (subgraph, operation, input) =>
      generations.current().stable.subgraphs.operate(subgraph, operation, input, ownCaller(policies)),
    noteEvidence: metrics.evidence,
    metrics: metrics.print,
    metricValues: metrics.values,
    ready: () => !drain.isDraining(),
    drain: drain.drain,
    async handle(req, res) {
      const path = (req.url ?? '/').split('?', 1)[0];
      if (path === '/graphql') {
        if (overload.refuses(() => isKnown(req.headers.authorization))) {
          refuseOverloaded(req, res, origins);
          metrics.error('OVERLOADED', 1);
        } else await drain.admit(res, () => serveGraphql(serving, req, res));
      } else if (path === '/healthz') {
        respond(res, 200, JSON_TYPE, { status: 'alive' });
      } else if (path === '/readyz') {
        const isReady = !drain.isDraining();
        const { digest } = generations.current().stable;
        respond(res, isReady ? 200 : 503, JSON_TYPE, { status: isReady ? 'ready' : 'draining', graph: digest });
      } else if (path === '/.well-known/citygraph-keys') {
        respond(res, 200, JSON_TYPE, keys, { 'cache-control': 'public, max-age=60' });
      } else if (path === '/.well-known/citygraph' && options.issuer !== undefined) {
        respond(
          res,
          200,
          JSON_TYPE,
          { apiVersions: [API_VERSION], issuer: options.issuer },
          { 'cache-control': 'no-cache' },
        );
      } else {
        const message = 'Nothing is here. The endpoint is /graphql.';
        respond(res, 404, JSON_TYPE, { errors: [{ message, extensions: { code: 'NOT_FOUND' } }] });
      }
    },
    async close() {
      overload.close();
      lineUps.close();
      await generations.close();
      await Promise.all([http.close(), vendors?.close()]);
    },
  };
}

/** Of what clients other than GraphQL's may rely on: manifests, the registry's fields, this document. */
const API_VERSION = 'citygraph.dev/v1';

const OPERATE_MS = 10_000;

/** The hub itself, on nobody's behalf. */
const ownCaller = (policies: Policies): Caller => ({
  viewer: ANONYMOUS_VIEWER,
  requestId: randomUUID(),
  trace: traceContext(undefined),
  gone: null,
  until: performance.now() + OPERATE_MS,
  policyVersion: policies.current()?.version ?? 0,
  headers: {},
});

/** null: nobody can be limited. */
async function budgetOf(
  { rateLimits, policy, counters }: GatewayOptions,
  policies: Policies,
): Promise<ClientBudget | null> {
  if (!rateLimits && !policy) return null;
  const { createClientBudget } = await import('./server/client-budget.ts');
  return createClientBudget({
    ...rateLimits,
    ...(counters && { counters }),
    appPolicy: (app) => policies.current()?.app(app) ?? null,
  });
}

/** The option, or government's operation when government is there and knows the hub; asked once a minute at most. */
function standingOf({ standing, supergraph }: GatewayOptions, generations: Generations): StandingOf | null {
  if (standing) return createStandingCache({ ask: standing });
  if (!supergraph.subgraphs.government?.hop) return null;
  return createStandingCache({ ask: askGovernment(() => generations.current().stable.subgraphs) });
}

function dwellersOf({ supergraph }: GatewayOptions, generations: Generations): DwellersOf | null {
  if (!supergraph.subgraphs.government?.hop) return null;
  return askDwellers(() => generations.current().stable.subgraphs);
}

/** Without it third parties' apps would know people by the departments' ids. */
function assertSealing({ policy, sealing }: GatewayOptions, pairwise: PairwiseTypes): void {
  const [type] = pairwise.keys();
  if (policy === undefined || sealing !== undefined || type === undefined) return;
  throw new Error(`Apps of third parties need ids of ${type} of their own: give the gateway a secret with sealing.`);
}

/** Without a policy nobody but the city itself gets anything personal; with one, others do. */
function assertLedger({ policy, ledger, operationTimeoutMs = 0 }: GatewayOptions): void {
  if (operationTimeoutMs > LONGEST_OPERATION_MS) {
    throw new Error(
      `operationTimeoutMs is ${operationTimeoutMs}: ${LONGEST_OPERATION_MS} at most, for evidence waits no longer.`,
    );
  }
  if (policy === undefined || ledger !== undefined) return;
  throw new Error(
    'A policy lets third parties have personal data, and none without evidence: give the gateway a ledger.',
  );
}

function assertHopKey({ subgraphs }: SupergraphSource, hopKey: GatewayOptions['hopKey']): void {
  const signed = Object.entries(subgraphs).find(([, { hop }]) => hop);
  if (signed && !hopKey) throw new Error(`The subgraph ${signed[0]} wants signed requests: give the gateway a hopKey.`);
}
