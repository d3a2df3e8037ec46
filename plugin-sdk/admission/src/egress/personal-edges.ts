import type { Graph, GraphField, GraphType } from '../graph/graph.ts';
import { isPairwise } from '../graph/labels.ts';
import { namedType } from '../graph/named-type.ts';
import { possibleTypes } from '../graph/possible-types.ts';

/**
 * The types that are reached from a field of somebody's (`Household.dwelling`: Place, its parcel, and so on) before the way leads through somebody again, or through the plugin, which knows what it
 * answers itself. Gateways go by the same (`gateway/src/policy/personal-edges.ts`). Empty: the coordinate is no edge.
 */
export function typesBehind(graph: Graph, coordinate: string, plugin: string): ReadonlySet<string> {
  const [name = '', fieldName = ''] = coordinate.split('.');
  const type = graph.types.get(name);
  const edge = type?.fields.get(fieldName);
  const reached = new Set<string>();
  if (!type || !edge || !isPairwise(graph, type)) return reached;
  for (const object of objectsOf(graph, edge)) reached.add(object);
  // Grows while it is gone through.
  for (const object of reached) {
    const next = graph.types.get(object);
    if (!next || isPairwise(graph, next)) continue;
    for (const field of next.fields.values()) {
      if (field.servers.length === 1 && field.servers[0] === plugin) continue;
      for (const further of objectsOf(graph, field)) reached.add(further);
    }
  }
  return new Set([...reached].filter((object) => !isPairwise(graph, graph.types.get(object))));
}

const objectsOf = (graph: Graph, { node }: GraphField): string[] =>
  possibleTypes(graph, namedType(node.type)).filter((name) => isObject(graph.types.get(name)));

const isObject = (type: GraphType | undefined): boolean => type?.node.kind === 'ObjectTypeDefinition';
