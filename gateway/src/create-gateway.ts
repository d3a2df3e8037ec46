import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GraphQLSchema } from 'graphql';
import type { GatewayOptions } from './gateway-options.ts';
import { DEFAULT_LIMITS } from './operation/limits.ts';
import { createOperationStore } from './operation/operation-store.ts';
import { createPersistedQueries } from './operation/persisted-queries.ts';
import { trustedDocuments } from './operation/trusted-documents.ts';
import { askGovernment, type StandingOf } from './policy/ask-government.ts';
import { createStandingCache } from './policy/standing-cache.ts';
import type { Rooms } from './server/answer-request.ts';
import { createDrain } from './server/drain.ts';
import { JSON_TYPE } from './server/negotiate.ts';
import { respond } from './server/respond.ts';
import { type GraphQLServing, serveGraphql } from './server/serve-graphql.ts';
import { loadSupergraph } from './supergraph/load-supergraph.ts';
import { createMetrics } from './telemetry/metrics.ts';
import { createHopSigner } from './transport/hop-headers.ts';
import { createHttpClient } from './transport/http-client.ts';
import { createSubgraphClient, type SubgraphClient } from './transport/subgraph-client.ts';

export interface Gateway {
  /** `/graphql`, `/healthz`, `/readyz`, `/.well-known/citygraph-keys`. Never rejects. */
  handle(req: IncomingMessage, res: ServerResponse): Promise<void>;
  /** Prometheus text; for an internal port only. */
  metrics(): Promise<string>;
  ready(): boolean;
  /** Takes no new requests and resolves when those in flight are answered. */
  drain(): Promise<void>;
  /** What clients see. */
  readonly apiSchema: GraphQLSchema;
  close(): Promise<void>;
}

/** Loads the supergraph and answers from it. Listens nowhere: whoever has a socket calls `handle`. */
export async function createGateway(options: GatewayOptions): Promise<Gateway> {
  const { supergraph, hopKey, log = () => {} } = options;
  assertHopKey(options);
  const drain = createDrain();
  const metrics = createMetrics(drain.inFlight);
  const unexpected = (error: unknown) =>
    log({ event: 'unexpected', error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  const graph = await loadSupergraph(supergraph, options.engine ?? 'compiled', unexpected);
  if (graph.needs.unlabelled.length > 0) {
    log({ event: 'unlabelled', coordinates: graph.needs.unlabelled, note: 'They count as S4.' });
  }
  const http = createHttpClient();
  const subgraphs = createSubgraphClient({
    subgraphs: supergraph.subgraphs,
    http,
    signer: createHopSigner(hopKey),
    timeoutMs: options.subgraphTimeoutMs,
    onFetch: metrics.fetch,
    onShare: metrics.share,
    log,
  });
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const rooms: Rooms = {
    graph,
    operations: createOperationStore(graph, limits, trustedDocuments(options.trustedDocuments), metrics.lookUp),
    persisted: createPersistedQueries(),
    subgraphs,
    principal: options.principal ?? null,
    standing: standingOf(options, subgraphs),
    adHocSensitive: options.adHocSensitive ?? true,
    introspection: options.introspection ?? 'everyone',
    maxCost: limits.cost,
    operationTimeoutMs: options.operationTimeoutMs ?? 30_000,
  };
  const origins = new Set(options.cors ?? []);
  const serving: GraphQLServing = {
    rooms,
    limits,
    bodyTimeoutMs: options.bodyTimeoutMs ?? 10_000,
    origins,
    metrics,
    log,
  };
  const keys = { keys: hopKey ? [hopKey.publicJwk] : [] };

  return {
    apiSchema: graph.apiSchema,
    metrics: metrics.print,
    ready: () => !drain.isDraining(),
    drain: drain.drain,
    async handle(req, res) {
      const path = (req.url ?? '/').split('?', 1)[0];
      if (path === '/graphql') {
        await drain.admit(res, () => serveGraphql(serving, req, res));
      } else if (path === '/healthz') {
        respond(res, 200, JSON_TYPE, { status: 'alive' });
      } else if (path === '/readyz') {
        const isReady = !drain.isDraining();
        respond(res, isReady ? 200 : 503, JSON_TYPE, { status: isReady ? 'ready' : 'draining' });
      } else if (path === '/.well-known/citygraph-keys') {
        respond(res, 200, JSON_TYPE, keys, { 'cache-control': 'public, max-age=60' });
      } else {
        const message = 'Nothing is here. The endpoint is /graphql.';
        respond(res, 404, JSON_TYPE, { errors: [{ message, extensions: { code: 'NOT_FOUND' } }] });
      }
    },
    async close() {
      await graph.engine.close();
      await http.close();
    },
  };
}

/** The option, or government's operation when government is there and knows the hub; asked once a minute at most. */
function standingOf({ standing, supergraph }: GatewayOptions, subgraphs: SubgraphClient): StandingOf | null {
  if (standing) return createStandingCache({ ask: standing });
  return supergraph.subgraphs.government?.hop ? createStandingCache({ ask: askGovernment(subgraphs) }) : null;
}

function assertHopKey({ hopKey, supergraph }: GatewayOptions): void {
  const signed = Object.entries(supergraph.subgraphs).find(([, { hop }]) => hop);
  if (signed && !hopKey) throw new Error(`The subgraph ${signed[0]} wants signed requests: give the gateway a hopKey.`);
}
