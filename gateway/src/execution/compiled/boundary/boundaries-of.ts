import type { DocumentNode } from 'graphql';
import { readPairwise } from '../../../policy/pairwise/read-pairwise.ts';
import type { Sealer } from '../../../policy/pairwise/sealer.ts';
import { subgraphView } from '../../../supergraph/subgraph-view.ts';
import type { Boundaries, Boundary } from './boundary.ts';

/** What stands before each vendor's subgraph of a graph. Throws when people would have to be named to one and nothing can seal their ids. */
export function boundariesOf(supergraph: DocumentNode, vendors: readonly string[], sealer: Sealer | null): Boundaries {
  const pairwise = vendors.length === 0 ? new Map<string, never>() : readPairwise(supergraph);
  const sealerFor = (vendor: string, type: string): Sealer => {
    if (sealer) return sealer;
    throw new Error(`The plugin ${vendor} needs ids of ${type} of its own: give the gateway a sealing secret.`);
  };
  const boundaryOf = (vendor: string): Boundary => {
    const view = subgraphView(supergraph, vendor);
    for (const type of pairwise.keys()) if (view.kindOf(type)) sealerFor(vendor, type);
    return {
      view,
      pairwiseFields: (type) => pairwise.get(type) ?? null,
      seal: (type, key) => sealerFor(vendor, type).seal(vendor, type, key),
      open: (type, sealed) => sealerFor(vendor, type).open(vendor, type, sealed),
    };
  };
  return new Map(vendors.map((vendor) => [vendor, boundaryOf(vendor)]));
}
