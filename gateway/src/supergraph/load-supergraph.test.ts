import { describe, expect, it } from '@jest/globals';
import type { SubgraphTarget } from '../gateway-options.ts';
import { createPlannerRoom } from '../operation/planning/resting-planner.ts';
import { loadSupergraph } from './load-supergraph.ts';

const SDL = `"""
enum join__Graph { SPY }
"""
schema @link(url: "https://specs.apollo.dev/link/v1.0") @link(url: "https://specs.apollo.dev/join/v0.5", for: EXECUTION) { query: Query }
  enum join__Graph { HEALTH @join__graph(name: "health", url: "") AIR @join__graph(name: "air", url: "") }
  type Query @join__type(graph: HEALTH) @join__type(graph: AIR) { a: Int }`;
const target: SubgraphTarget = { url: 'http://127.0.0.1:9/graphql', tier: 'foreign' };
const planners = createPlannerRoom({
  start: () => {
    throw new Error('Nothing is planned of what is not whole.');
  },
});
const load = (subgraphs: Readonly<Record<string, SubgraphTarget>>, sdl = SDL) =>
  loadSupergraph({ sdl, subgraphs, artefact: 'sha256:it' }, { engine: 'compiled', planners });

describe('a supergraph', () => {
  it.each<[string, Parameters<typeof load>, RegExp]>([
    ['without a subgraph of its own', [{ health: target }], /names the subgraph air, but no address is given for it/],
    [
      'with one that a description alone names',
      [{ health: target, air: target, SPY: target }],
      /It is told of the subgraph SPY, which is not in its graph/,
    ],
    ['that is none', [{}, 'type Query { a: Int }'], /This is no supergraph/],
    ['that is no GraphQL', [{}, 'type {'], /The supergraph is no GraphQL/],
  ])('%s is not loaded', async (_, given, reason) => {
    await expect(load(...given)).rejects.toThrow(reason);
  });

  it('that was not delivered may be told of more than it has', async () => {
    const subgraphs = { health: target, air: target, spy: target };
    await expect(loadSupergraph({ sdl: SDL, subgraphs }, { engine: 'compiled', planners })).rejects.toThrow(
      'Nothing is planned',
    );
  });
});
