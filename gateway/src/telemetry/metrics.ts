import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Arrival } from '../ledger/ship-archive.ts';

export interface Metrics {
  request(outcome: { status: number; seconds: number }): void;
  error(code: string, count: number): void;
  fetch(fetch: { subgraph: string; outcome: string; seconds: number; bytes: number }): void;
  /** A request to a subgraph was spared: the same one was under way. */
  share(subgraph: string): void;
  lookUp(outcome: 'hit' | 'miss'): void;
  /** A new graph was loaded, or refused. */
  swap(outcome: 'swapped' | 'refused'): void;
  /** How far a ledger's evidence has come to its witness. */
  evidence(arrival: Arrival): void;
  print(): Promise<string>;
  /** As `AggregatorRegistry` of prom-client takes them. */
  values(): Promise<object[]>;
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Prometheus metrics of one gateway. No label holds anything a client chose. */
export function createMetrics(inFlight: () => number): Metrics {
  const registers = [new Registry()];
  const requests = new Histogram({
    name: 'citygraph_requests_seconds',
    help: 'Time to answer a client request, by HTTP status.',
    labelNames: ['status'],
    buckets: SECONDS,
    registers,
  });
  const errors = new Counter({
    name: 'citygraph_errors_total',
    help: 'Errors in answers, by code; one for each place they stand for.',
    labelNames: ['code'],
    registers,
  });
  const fetches = new Histogram({
    name: 'citygraph_subgraph_fetch_seconds',
    help: 'Time for one request to a subgraph.',
    labelNames: ['subgraph', 'outcome'],
    buckets: SECONDS,
    registers,
  });
  const received = new Counter({
    name: 'citygraph_subgraph_received_bytes_total',
    help: 'Bytes of answers from subgraphs.',
    labelNames: ['subgraph'],
    registers,
  });
  const shared = new Counter({
    name: 'citygraph_subgraph_fetch_shared_total',
    help: 'Requests to subgraphs that were answered by the same request under way.',
    labelNames: ['subgraph'],
    registers,
  });
  const lookUps = new Counter({
    name: 'citygraph_operation_cache_total',
    help: 'Look-ups of ready operations.',
    labelNames: ['outcome'],
    registers,
  });
  const swaps = new Counter({
    name: 'citygraph_graph_swaps_total',
    help: 'New graphs, by what became of them.',
    labelNames: ['outcome'],
    registers,
  });
  const evidence = {
    unshipped: new Gauge({
      name: 'citygraph_evidence_unshipped',
      help: 'Entries of the ledger that its witness does not have.',
      labelNames: ['ledger'],
      registers,
    }),
    heldUp: new Gauge({
      name: 'citygraph_evidence_held_up',
      help: '1: the last look at the witness of the ledger failed, and evidence arrives nowhere.',
      labelNames: ['ledger'],
      registers,
    }),
  };
  new Gauge({
    name: 'citygraph_requests_in_flight',
    help: 'Client requests being answered.',
    registers,
    collect() {
      this.set(inFlight());
    },
  });
  new Gauge({
    name: 'process_resident_memory_bytes',
    help: 'Resident memory size in bytes.',
    registers,
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  return {
    request: ({ status, seconds }) => requests.observe({ status: String(status) }, seconds),
    error: (code, count) => errors.inc({ code }, count),
    fetch({ subgraph, outcome, seconds, bytes }) {
      fetches.observe({ subgraph, outcome }, seconds);
      received.inc({ subgraph }, bytes);
    },
    share: (subgraph) => shared.inc({ subgraph }),
    swap: (outcome) => swaps.inc({ outcome }),
    evidence({ ledger, archived, arrived, isHeldUp }) {
      evidence.unshipped.set({ ledger }, Math.max(0, archived - arrived));
      evidence.heldUp.set({ ledger }, isHeldUp ? 1 : 0);
    },
    lookUp: (outcome) => lookUps.inc({ outcome }),
    values: async () => (await Promise.all(registers.map((registry) => registry.getMetricsAsJSON()))).flat(),
    print: async () => (await Promise.all(registers.map((registry) => registry.metrics()))).join(''),
  };
}
