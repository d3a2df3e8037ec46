import { CITYGRAPH_SPEC_URL } from '@citygraph/contract';
import { type DocumentNode, Kind } from 'graphql';
import { joinsIn } from '../../supergraph/joins.ts';
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
    const fields = joinsIn(directives, 'join__type').flatMap(({ key }) => (key === undefined ? [] : topFields(key)));
    types.set(definition.name.value, new Set(fields));
  }
  return types;
}
