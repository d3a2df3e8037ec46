import type { DocumentNode } from 'graphql';
import { type ListSize, readWeights } from '../../../operation/read-weights.ts';
import { readPairwise } from '../../../policy/pairwise/read-pairwise.ts';
import type { Sealer } from '../../../policy/pairwise/sealer.ts';
import { personArguments, type VendorPersons } from '../../../policy/vendor-persons.ts';
import { subgraphView } from '../../../supergraph/subgraph-view.ts';
import type { Boundaries, Boundary } from './boundary.ts';

/** What stands before each vendor's subgraph of a graph. Throws when people would have to be named to one and nothing can seal their ids. */
export function boundariesOf(
  supergraph: DocumentNode,
  vendors: readonly string[],
  sealer: Sealer | null,
  personsOf: (vendor: string) => VendorPersons = () => ({}),
  listSizes: ReadonlyMap<string, ListSize> = readWeights(supergraph, vendors).listSize,
): Boundaries {
  const pairwise = vendors.length === 0 ? new Map<string, never>() : readPairwise(supergraph);
  const sealerFor = (vendor: string, type: string): Sealer => {
    if (sealer) return sealer;
    throw new Error(`The plugin ${vendor} needs ids of ${type} of its own: give the gateway a sealing secret.`);
  };
  const boundaryOf = (vendor: string): Boundary => {
    const view = subgraphView(supergraph, vendor);
    for (const type of pairwise.keys()) if (view.kindOf(type)) sealerFor(vendor, type);
    const holders = new Map<string, string>();
    for (const { field, argument, type, coordinate } of personArguments(vendor, personsOf(vendor))) {
      const [parent = '', name = ''] = field.split('.');
      const isKey = pairwise.get(type)?.has(coordinate.slice(type.length + 1)) ?? false;
      if (!isKey || !view.fieldType(parent, name)) {
        throw new Error(`The plugin ${vendor} has no ${field}, or ${coordinate} is no key of a @pairwise type.`);
      }
      const said = view.argumentType(parent, name, argument);
      if (said !== 'ID' && said !== 'String') {
        throw new Error(
          `The plugin ${vendor}: ${field}(${argument}:) holds ${coordinate} and must be an ID, a String, or a list of these.`,
        );
      }
      sealerFor(vendor, type);
      holders.set(`${field}(${argument}:)`, type);
    }
    return {
      view,
      argumentType: (type, field, argument) => holders.get(`${type}.${field}(${argument}:)`) ?? null,
      listSize: (type, field) => listSizes.get(`${type}.${field}`) ?? null,
      pairwiseFields: (type) => pairwise.get(type) ?? null,
      seal: (type, key) => sealerFor(vendor, type).seal(vendor, type, key),
      open: (type, sealed) => sealerFor(vendor, type).open(vendor, type, sealed),
    };
  };
  return new Map(vendors.map((vendor) => [vendor, boundaryOf(vendor)]));
}
