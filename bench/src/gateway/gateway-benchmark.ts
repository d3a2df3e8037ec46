import { compose } from '@citygraph/composition';
import autocannon from 'autocannon';
import type { Benchmark, Comparison, Row } from '../benchmark.ts';
import { type Child, startChild } from '../child.ts';
import { CITY_GRAPH, HEAVY, LIGHT } from './city-graph.ts';

const SECONDS = 8;
const CONNECTIONS = 20;

const GATEWAYS = [
  { name: 'stock ApolloGateway, bare server', file: 'gateway/serve-stock.ts' },
  { name: 'CityGraph, everything on', file: 'gateway/serve-citygraph.ts' },
] as const;

export const gatewayBenchmark: Benchmark = {
  name: 'gateway',
  description: `gateway CPU a request at ${CONNECTIONS} connections, ${SECONDS} s each, subgraphs in another process`,
  async run() {
    const subgraphs = await startChild<{ urls: Record<string, string> }>('gateway/serve-subgraphs.ts');
    try {
      const { supergraphSdl, errors } = await compose({
        deadlineMs: 30_000,
        subgraphs: CITY_GRAPH.map(({ name, sdl }) => ({ name, sdl, url: subgraphs.said.urls[name] ?? '' })),
      });
      if (!supergraphSdl) throw new Error(`The graph does not compose: ${JSON.stringify(errors)}`);
      const comparisons: Comparison[] = [];
      for (const [title, query] of [
        ['heavy', HEAVY],
        ['light', LIGHT],
      ] as const) {
        const rows: Row[] = [];
        for (const { name, file } of GATEWAYS) rows.push(await measure(name, file, supergraphSdl, query));
        const [peer, ...others] = rows;
        if (peer) comparisons.push({ title, unit: 'ms', rows: [peer, ...others] });
      }
      return comparisons;
    } finally {
      await subgraphs.close();
    }
  },
};

async function measure(name: string, file: string, supergraph: string, query: string): Promise<Row> {
  const gateway: Child<{ url: string }> = await startChild(file, { supergraph });
  try {
    await load(gateway.said.url, query, 2);
    const before = await gateway.usage();
    const { requests, bytes, latency } = await load(gateway.said.url, query, SECONDS);
    const after = await gateway.usage();
    return {
      name,
      value: ((after.cpuSeconds - before.cpuSeconds) / requests) * 1000,
      note: `p50 ${latency.p50} ms, p99 ${latency.p99} ms, ${(bytes / requests / 1024).toFixed(1)} KB, RSS ${after.rssMb.toFixed(0)} MB`,
    };
  } finally {
    await gateway.close();
  }
}

async function load(url: string, query: string, seconds: number) {
  const result = await autocannon({
    url,
    connections: CONNECTIONS,
    duration: seconds,
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query }),
  });
  if (result.errors + result.non2xx > 0) throw new Error(`${result.errors + result.non2xx} requests to ${url} failed.`);
  return { requests: result.requests.total, bytes: result.throughput.total, latency: result.latency };
}
