import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compose } from '@citygraph/composition';
import { type Child, startChild } from '../child.ts';
import type { City } from './contenders/contender.ts';
import { CITY_GRAPH, plainSdl } from './graph/city-graph.ts';
import type { FillerSubgraph } from './graph/filler-subgraphs.ts';

/** A city with its departments running, and what is read off them. */
export interface BenchCity extends City {
  readonly subgraphsPid: number;
  /** Requests that the departments have answered so far. */
  subrequests(): Promise<number>;
  close(): Promise<void>;
}

/** Starts the recorded departments and composes the graph over them, with further `subgraphs` that nobody asks. */
export async function startCity({
  subgraphs: fillers = [],
}: {
  subgraphs?: readonly FillerSubgraph[];
} = {}): Promise<BenchCity> {
  const subgraphs: Child<{ urls: Record<string, string> }> = await startChild('gateway/serve-subgraphs.ts', {
    fillers: fillers.map(({ name }) => name),
  });
  const { urls } = subgraphs.said;
  const folder = await mkdtemp(join(tmpdir(), 'citygraph-bench-'));
  const close = async () => {
    await subgraphs.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const plain = CITY_GRAPH.map(({ name }) => ({ name, sdl: plainSdl(name, { withLink: true }) }));
    const plainSupergraphFile = join(folder, 'supergraph.graphql');
    await writeFile(plainSupergraphFile, await composed(plain, urls));
    return {
      urls,
      supergraph: await composed([...CITY_GRAPH, ...fillers], urls),
      plainSupergraphFile,
      subgraphsPid: subgraphs.pid,
      subrequests: async () => (await subgraphs.ask<{ requests: number }>('requests')).requests,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function composed(
  subgraphs: readonly { name: string; sdl: string }[],
  urls: Readonly<Record<string, string>>,
): Promise<string> {
  const { supergraphSdl, errors } = await compose({
    deadlineMs: 120_000,
    subgraphs: subgraphs.map(({ name, sdl }) => ({ name, sdl, url: urls[name] ?? '' })),
  });
  if (!supergraphSdl) throw new Error(`The graph does not compose: ${JSON.stringify(errors)}`);
  return supergraphSdl;
}
