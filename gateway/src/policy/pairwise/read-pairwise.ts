import { CITYGRAPH_SPEC_URL } from '@citygraph/contract';
import { type DocumentNode, Kind } from 'graphql';
import { directiveName, readLinks } from '../../supergraph/links.ts';
import { topFields } from '../../supergraph/subgraph-view.ts';

/** Entities whose keys differ by receiver (`@pairwise`), with the fields at the top of their keys. */
export type PairwiseTypes = ReadonlyMap<string, ReadonlySet<string>>;

export function readPairwise(supergraph: DocumentNode): PairwiseTypes {
  const hub = CITYGRAPH_SPEC_URL.replace(/\/v\d+\.\d+$/, '');
  const pairwise = directiveName(readLinks(supergraph), hub, 'pairwise');
  const types = new Map<string, ReadonlySet<string>>();
  if (pairwise === null) return types;
  for (const definition of supergraph.definitions) {
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    const { directives = [] } = definition;
    if (!directives.some(({ name }) => name.value === pairwise)) continue;
    const fields = directives
      .filter(({ name }) => name.value === 'join__type')
      .flatMap(({ arguments: list }) => list?.find(({ name }) => name.value === 'key')?.value ?? [])
      .flatMap((value) => (value.kind === Kind.STRING ? topFields(value.value) : []));
    types.set(definition.name.value, new Set(fields));
  }
  return types;
}
