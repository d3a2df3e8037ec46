import { type DocumentNode, Kind } from 'graphql';

/** Which types a condition holds for, inaccessible ones included: what subgraphs speak of, not what clients see. */
export interface SupergraphTypes {
  holds(condition: string, typename: string): boolean;
  /** `abstract`: an interface or a union; `leaf`: a scalar or an enum. */
  kindOf(type: string): 'object' | 'abstract' | 'leaf';
  /** The object types that may stand for a type: an interface's or a union's, or itself. */
  objectsOf(type: string): readonly string[];
}

const gathered = new WeakMap<DocumentNode, SupergraphTypes>();

/** Gathered once for each document: the policy and the engine read the same. */
export function supergraphTypes(supergraph: DocumentNode): SupergraphTypes {
  const known = gathered.get(supergraph);
  if (known) return known;
  const types = gather(supergraph);
  gathered.set(supergraph, types);
  return types;
}

function gather(supergraph: DocumentNode): SupergraphTypes {
  const members = new Map<string, Set<string>>();
  const kinds = new Map<string, 'object' | 'abstract'>();
  const add = (abstract: string, name: string) => {
    const known = members.get(abstract);
    if (known) known.add(name);
    else members.set(abstract, new Set([name]));
  };
  for (const definition of supergraph.definitions) {
    if (definition.kind === Kind.OBJECT_TYPE_DEFINITION) kinds.set(definition.name.value, 'object');
    else if (definition.kind === Kind.UNION_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION) {
      kinds.set(definition.name.value, 'abstract');
    }
    if (definition.kind === Kind.UNION_TYPE_DEFINITION) {
      for (const { name } of definition.types ?? []) add(definition.name.value, name.value);
    } else if (definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION) {
      for (const { name } of definition.interfaces ?? []) add(name.value, definition.name.value);
    }
  }
  return {
    objectsOf: (type) =>
      [...(members.get(type) ?? [type])].filter((name) => name === type || kinds.get(name) === 'object'),
    kindOf: (type) => kinds.get(type) ?? 'leaf',
    holds: (condition, typename) => condition === typename || (members.get(condition)?.has(typename) ?? false),
  };
}
