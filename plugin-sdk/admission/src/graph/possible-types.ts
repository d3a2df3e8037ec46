import { Kind } from 'graphql';
import type { Graph } from './graph.ts';

/** The object types that a value of this type can be; of what is neither interface nor union, itself. */
export function possibleTypes(graph: Graph, name: string): readonly string[] {
  const type = graph.types.get(name);
  if (!type) return [];
  if (type.node.kind === Kind.UNION_TYPE_DEFINITION) return [...type.members.keys()];
  if (type.node.kind !== Kind.INTERFACE_TYPE_DEFINITION) return [name];
  const known = implementations.get(graph) ?? implementationsIn(graph);
  implementations.set(graph, known);
  return known.get(name) ?? [];
}

const implementations = new WeakMap<Graph, ReadonlyMap<string, readonly string[]>>();

/** Of all interfaces at once: looked up for each of a thousand fields. */
function implementationsIn({ types }: Graph): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { name, node, interfaces } of types.values()) {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION) continue;
    for (const each of interfaces.keys()) {
      const others = found.get(each);
      if (others) others.push(name);
      else found.set(each, [name]);
    }
  }
  return found;
}
